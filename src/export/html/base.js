"use strict";
// The language a reader chose, on every page.
const remembered = (value) => {
  try {
    if (value === undefined) return localStorage.getItem("tigang-lang");
    localStorage.setItem("tigang-lang", value);
  } catch { /* A page from a file share may have no memory. */ }
  return null;
};
