(() => {
  const root = document.documentElement, $ = (id) => document.getElementById(id);
  root.classList.add("js");
  const body = document.querySelector("tbody"), rows = [...body.rows], heads = [...document.querySelectorAll("th")];
  rows.forEach((row, i) => { row.place = i; row.words = (row.cells[0].textContent + " " + row.cells[1].textContent).toLowerCase(); });

  const speak = (lang) => {
    root.lang = lang;
    for (const name of ["placeholder", "aria-label"]) $("search").setAttribute(name, $("search").getAttribute(`data-${lang}-${name}`));
  };
  const kept = remembered();
  if (kept === "zh" || kept === "en") speak(kept);
  $("language").onclick = () => { const lang = root.lang === "zh" ? "en" : "zh"; speak(lang); remembered(lang); };

  const find = () => {
    const words = $("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.words.includes(word));
      left += !row.hidden;
    }
    $("count").textContent = words.length ? `${left}/${rows.length}` : rows.length;
    $("none-left").hidden = left > 0;
  };
  $("search").oninput = find;
  find();

  const order = new Intl.Collator("zh", { numeric: true }).compare;
  heads.forEach((head, i) => {
    const button = head.querySelector("button"), numbers = button.dataset.sort === "number";
    const value = (row) => { const cell = row.cells[i]; return numbers ? Number(cell.textContent) || 0 : cell.dataset.v || cell.textContent; };
    button.onclick = () => {
      const was = head.getAttribute("aria-sort");
      const next = was === null ? (numbers ? "descending" : "ascending") : was === "ascending" ? "descending" : "ascending";
      heads.forEach((h) => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", next);
      const way = next === "ascending" ? 1 : -1;
      const keyed = rows.map((row) => [value(row), row]);
      // Rows without a value stay behind.
      keyed.sort(([a, x], [b, y]) => (a === "") - (b === "") || way * (numbers ? a - b : order(a, b)) || x.place - y.place);
      body.append(...keyed.map(([, row]) => row));
    };
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target === $("search");
    if (event.key === "Escape" && typing) { $("search").value = ""; find(); $("search").blur(); }
    if (typing && event.key !== "Enter") return;
    const links = rows.map((row) => row).filter((row) => !row.hidden).sort((a, b) => a.rowIndex - b.rowIndex).map((row) => row.querySelector("a"));
    const now = links.indexOf(document.activeElement);
    if (event.key === "/" || event.key === "／") { event.preventDefault(); $("search").focus(); }
    else if (event.key === "Enter" && typing && links[0]) links[0].focus();
    else if (event.key === "j") links[Math.min(links.length - 1, now + 1)]?.focus();
    else if (event.key === "k") links[Math.max(0, now - 1)]?.focus();
  });
})();
