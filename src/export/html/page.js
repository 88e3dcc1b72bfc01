(() => {
  const root = document.documentElement, $ = (id) => document.getElementById(id);
  const all = (css, of = document) => [...of.querySelectorAll(css)];
  root.classList.add("js");
  const zh = () => root.lang === "zh";
  const say = (chinese, english) => (zh() ? chinese : english);

  // ---- the two languages

  const speak = (lang) => {
    root.lang = lang;
    for (const name of ["title", "placeholder", "aria-label"]) {
      for (const el of all(`[data-${lang}-${name}]`)) el.setAttribute(name, el.getAttribute(`data-${lang}-${name}`));
    }
    for (const option of all("option[data-zh]")) option.textContent = option.dataset[lang];
  };
  const other = () => { const lang = zh() ? "en" : "zh"; speak(lang); remembered(lang); };
  const kept = remembered();
  if (kept === "zh" || kept === "en") speak(kept);

  // ---- what there is

  const items = all("#items li"), duties = all("#duties li");
  const labelled = all('.s[class*="k-"][id]');
  const pieces = new Map();
  for (const piece of all(".s")) {
    const list = pieces.get(piece.dataset.s);
    if (list) list.push(piece); else pieces.set(piece.dataset.s, [piece]);
  }
  const rows = new Map();
  for (const row of [...items, ...duties]) {
    row.words = row.textContent.toLowerCase();
    row.sentences = row.dataset.s.split(" ");
    for (const number of row.sentences) {
      const list = rows.get(number);
      if (list) list.push(row); else rows.set(number, [row]);
    }
  }
  const points = new Map(all(".tree a[data-n]").map((a) => [a.dataset.n, a]));
  let shown = items, list = items, picked = null, at = null;

  // ---- one pane at a time in a narrow window

  const narrow = matchMedia("(max-width: 720px)");
  const places = {};
  const pane = (name) => {
    if (!narrow.matches) return;
    const before = document.body.className.replace("at-", "");
    if (before === name) return;
    places[before] = scrollY;
    document.body.className = "at-" + name;
    for (const button of all("#bar button")) {
      if (button.dataset.pane === name) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    scrollTo(0, places[name] || 0);
  };
  for (const button of all("#bar button")) button.onclick = () => pane(button.dataset.pane);
  all('#bar [data-pane="text"]').forEach((button) => button.setAttribute("aria-current", "true"));

  // ---- leading from one place to the other

  const into = (el) => {
    if (!el) return;
    const box = el.closest(".pane");
    if (!box || narrow.matches || getComputedStyle(box).overflowY === "visible") {
      const top = el.getBoundingClientRect().top;
      if (top < 60 || top > innerHeight - 120) scrollBy(0, top - innerHeight * 0.3);
      return;
    }
    const r = el.getBoundingClientRect(), b = box.getBoundingClientRect();
    const head = box.id === "panel" ? 60 : 20;
    if (r.top < b.top + head || r.bottom > b.bottom - 40) box.scrollBy(0, r.top - b.top - b.height * 0.3);
  };
  const point = (path) => {
    all(".tree a.now").forEach((a) => a.classList.remove("now"));
    for (let p = path || ""; p; p = p.replace(/\.?[^.]*$/, "")) {
      const a = points.get(p);
      if (!a) continue;
      for (let d = a.closest("details"); d; d = d.parentElement.closest("details")) {
        if (d !== a.closest("summary")?.parentElement) d.open = true;
      }
      a.classList.add("now");
      if (!narrow.matches) into(a);
      return;
    }
  };
  const light = (numbers) => {
    all(".s.on").forEach((s) => s.classList.remove("on"));
    for (const number of numbers) for (const piece of pieces.get(number) || []) piece.classList.add("on");
  };
  const address = (id) => { try { history.replaceState(null, "", id ? "#" + id : location.pathname + location.search); } catch { /* no address to keep */ } };
  // From a row to the text.
  const pick = (row, go = true) => {
    all("#panel li.on").forEach((li) => li.classList.remove("on"));
    picked = row;
    if (!row) { light([]); point(""); at = null; address(""); return; }
    row.classList.add("on");
    light(row.sentences);
    at = row.sentences[0];
    point(row.dataset.n);
    address(row.id);
    if (go) { pane("text"); into((pieces.get(at) || [])[0]); }
    if (!narrow.matches) into(row);
  };
  // From the text to its row.
  const meet = (number) => {
    const own = rows.get(number) || [];
    const row = own.find((r) => shown.includes(r)) || own.find((r) => !r.hidden) || own[0];
    if (row) {
      if (!list.includes(row)) tab(items.includes(row) ? "items" : "duties");
      pick(row, false);
    } else pick(null);
    light([number]);
    at = number;
    const near = (pieces.get(number) || [])[0];
    if (near) into(near);
  };

  document.addEventListener("click", (event) => {
    const el = event.target;
    if (el.closest("button, select, input, dialog")) return;
    const link = el.closest("a[href^='#']");
    if (link) {
      const id = decodeURIComponent(link.getAttribute("href").slice(1));
      const target = $(id);
      event.preventDefault();
      if (/^[id]\d/.test(id) && target) { tab(items.includes(target) ? "items" : "duties"); if (target.hidden) clear(); return pick(target); }
      if (/^n\d/.test(id)) { pane("text"); point(id.slice(1)); into(target); return address(id); }
      const row = link.closest("#panel li");
      if (row) return pick(row);
      pane("text");
      return into(target);
    }
    const row = el.closest("#panel li");
    if (row) return pick(row);
    const tag = el.closest(".s .t");
    const sentence = el.closest(".s");
    if (sentence) {
      if (String(getSelection())) return;
      if (!tag) hide();
      return meet(sentence.dataset.s);
    }
    if (!el.closest("#tip")) hide();
  });

  // ---- what made a label

  const tip = $("tip");
  const hide = () => { tip.hidden = true; };
  const add = (name, words, to = tip) => { const el = document.createElement(name); el.textContent = words; to.append(el); return el; };
  const tell = (tag) => {
    tip.replaceChildren();
    const kind = [...tag.classList].find((c) => c.startsWith("k-")).slice(2);
    add("b", say(tag.getAttribute("aria-label"), kind));
    const cues = tag.dataset.c;
    add("p", cues ? say("依据：", "evidence: ") + cues : say("依据：所处位置和上下文", "evidence: its place and its neighbours"));
    const rule = add("p", say("规则：", "rule: "));
    add("code", tag.dataset.r, rule);
    const dt = $("r-" + tag.dataset.r);
    if (dt) {
      const dd = dt.nextElementSibling, example = dd.querySelector(".example");
      if (!zh() || !example) add("p", dd.querySelector(".says").textContent);
      if (example) add("p", say("例：", "example: ") + example.textContent);
    }
    tip.hidden = false;
    const r = tag.getBoundingClientRect(), w = tip.offsetWidth, h = tip.offsetHeight;
    tip.style.left = Math.max(8, Math.min(r.left, innerWidth - w - 8)) + "px";
    tip.style.top = (r.bottom + h + 10 < innerHeight ? r.bottom + 6 : Math.max(4, r.top - h - 6)) + "px";
  };
  for (const tag of all(".s .t")) tag.removeAttribute("title");
  $("text").addEventListener("mouseover", (event) => {
    const tag = event.target.closest(".s .t");
    if (tag) tell(tag); else if (matchMedia("(hover: hover)").matches) hide();
  });
  $("text").addEventListener("click", (event) => { const tag = event.target.closest(".s .t"); if (tag) tell(tag); });
  $("text").addEventListener("scroll", hide, { passive: true });

  // ---- choosing

  const search = $("search"), actor = $("actor"), section = $("section");
  const chips = all(".kinds button");
  const choose = () => {
    const kinds = chips.filter((c) => c.getAttribute("aria-pressed") === "true").map((c) => c.dataset.k);
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (row) => {
      const d = row.dataset;
      return (!kinds.length || d.k.split(" ").some((k) => kinds.includes(k)))
        && (!actor.value || d.a.split("|").includes(actor.value))
        && (!section.value || d.n === section.value || d.n.startsWith(section.value + (section.value.includes("-") ? "." : "-")))
        && words.every((w) => row.words.includes(w));
    };
    const any = kinds.length || words.length || actor.value || section.value;
    for (const [name, own] of [["items", items], ["duties", duties]]) {
      let left = 0;
      for (const row of own) { row.hidden = !fits(row); left += !row.hidden; }
      all(`#tab-${name} b, #${name} h2 b`).forEach((b) => { b.textContent = any ? `${left}/${own.length}` : own.length; });
    }
    shown = list.filter((row) => !row.hidden);
    $("none-left").hidden = shown.length > 0;
    $("clear").hidden = !any;
    const lit = new Set(shown.flatMap((row) => row.sentences));
    for (const s of all('.s[class*="k-"]')) s.classList.toggle("off", Boolean(any) && !lit.has(s.dataset.s));
    if (picked && picked.hidden) pick(null);
  };
  const tab = (name) => {
    list = name === "items" ? items : duties;
    for (const one of ["items", "duties"]) {
      $("tab-" + one).setAttribute("aria-pressed", String(one === name));
      $(one).hidden = one !== name;
    }
    choose();
  };
  const clear = () => {
    search.value = actor.value = section.value = "";
    chips.forEach((c) => c.setAttribute("aria-pressed", "false"));
    choose();
  };
  const press = (chip) => {
    chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
    choose();
  };
  chips.forEach((chip) => { chip.onclick = () => press(chip); });
  search.oninput = actor.onchange = section.onchange = choose;
  $("clear").onclick = clear;
  $("tab-items").onclick = () => tab("items");
  $("tab-duties").onclick = () => tab("duties");

  // ---- as a table for Excel and WPS

  const of = (row, css) => { const el = row.querySelector(css); return el ? el.textContent.trim() : ""; };
  const spoken = (el) => (el ? (el.querySelector(zh() ? ".zh" : ".en") || el).textContent.trim() : "");
  const quote = (row) => row.sentences.map((n) => (pieces.get(n) || []).map((p) => p.textContent).join("")).join("").trim();
  const kindOf = (row) => spoken(chips.find((c) => c.dataset.k === row.dataset.k));
  const table = () => {
    const numbered = shown.map((row, i) => [i + 1, row]);
    if (list === items) {
      return [say("序号 类别 条目 依据 责任主体 章节 原文 位置", "No. Kind Item Basis Actor Section Quote Place").split(" "),
        ...numbered.map(([i, row]) => [i, kindOf(row), of(row, ".what"), spoken(row.querySelector(".ctx")), row.dataset.a.replaceAll("|", "、"), of(row, ".w"), quote(row), row.dataset.p])];
    }
    return [say("序号 责任主体 角色 任务 时限 截止日期 章节 原文 位置", "No. Actor Role Task Limit Deadline Section Quote Place").split(" "),
      ...numbered.map(([i, row]) => [i, of(row, ".who"), spoken(row.querySelector(".role")), of(row, ".task"), of(row, ".when"), row.querySelector(".when")?.dataset.v || "", of(row, ".w"), quote(row), row.dataset.p])];
  };
  // What a spreadsheet would take for a formula stays words.
  const cell = (value) => String(value).replace(/\s+/g, " ").replace(/^(?=[=+@]|-\D)/, "'");
  const tsv = () => table().map((row) => row.map(cell).join("\t")).join("\r\n") + "\r\n";
  let quiet = 0;
  const tellAll = (words) => { $("said").textContent = words; clearTimeout(quiet); quiet = setTimeout(() => { $("said").textContent = ""; }, 2600); };
  const copy = async () => {
    const words = tsv(), count = shown.length;
    let done = false;
    try { await navigator.clipboard.writeText(words); done = true; } catch { /* no such right: the old way */ }
    if (!done) {
      const box = document.createElement("textarea");
      box.value = words;
      box.style.position = "fixed";
      document.body.append(box);
      box.select();
      try { done = document.execCommand("copy"); } catch { done = false; }
      box.remove();
    }
    tellAll(done ? say(`已复制 ${count} 行，可粘贴到 Excel、WPS 表格`, `${count} rows copied; paste them into a spreadsheet`)
      : say("浏览器不允许复制", "this browser does not allow copying"));
  };
  $("copy").onclick = copy;

  // ---- keys

  const help = $("help");
  const step = (by) => {
    if (!shown.length) return;
    const now = shown.indexOf(picked);
    const next = now < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, now + by));
    const before = document.body.className;
    pick(shown[next]);
    if (narrow.matches) pane(before.replace("at-", ""));
  };
  const leap = (by) => {
    const lit = labelled.filter((s) => !s.classList.contains("off"));
    if (!lit.length) return;
    const now = lit.findIndex((s) => s.dataset.s === at);
    const next = now < 0 ? (by > 0 ? 0 : lit.length - 1) : Math.max(0, Math.min(lit.length - 1, now + by));
    meet(lit[next].dataset.s);
    const tag = lit[next].querySelector(".t");
    if (tag) tell(tag);
  };
  const keys = {
    j: () => step(1), k: () => step(-1), n: () => leap(1), p: () => leap(-1),
    "/": () => { pane("panel"); search.focus(); search.select(); },
    "?": () => (help.open ? help.close() : help.showModal()),
    0: clear, d: () => tab(list === items ? "duties" : "items"), c: copy, e: other,
    Escape: () => { if (!tip.hidden) hide(); else pick(null); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input, select, textarea");
    if (typing) {
      if (event.key === "Escape") { typing.blur(); event.preventDefault(); }
      if (event.key === "Enter" && typing === search) { typing.blur(); step(1); event.preventDefault(); }
      return;
    }
    if (help.open && event.key !== "?") return;
    const key = event.key === "／" ? "/" : event.key === "？" ? "?" : event.key;
    if (/^[1-9]$/.test(key)) {
      const chip = chips[key - 1];
      if (chip) { event.preventDefault(); press(chip); }
    } else if (keys[key]) { event.preventDefault(); keys[key](); }
  });
  $("help-open").onclick = keys["?"];
  $("language").onclick = other;
  $("print").onclick = () => print();

  // ---- the outline follows the text

  if ("IntersectionObserver" in window) {
    const seen = new IntersectionObserver((entries) => {
      if (picked || at) return;
      const top = entries.filter((e) => e.isIntersecting).pop();
      if (top) point(top.target.id.slice(1));
    }, { root: narrow.matches ? null : $("text"), rootMargin: "0px 0px -75% 0px" });
    all("a.n").forEach((a) => seen.observe(a));
  }

  tab("items");
  const start = location.hash && $(decodeURIComponent(location.hash.slice(1)));
  if (start && start.matches("#panel li")) { tab(items.includes(start) ? "items" : "duties"); pick(start); }
  else if (start && start.matches("a.n")) { point(start.id.slice(1)); into(start); }
})();
