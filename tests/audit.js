// What a browser can measure of WCAG 2.2 beyond axe-core. Each function of `audit` returns what
// is wrong, one line each; an empty list where nothing is.
window.audit = (() => {
  const CONTROLS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (e) =>
    e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  // Hidden from sight only: one pixel wide, or clipped away.
  const forEarsOnly = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath === "inset(50%)") return true;
    }
    return false;
  };
  const name = (e) => {
    const words = (e.getAttribute("aria-label") || e.textContent).trim().replace(/\s+/g, " ");
    return `${e.localName}${e.className ? "." + String(e.className).split(" ").join(".") : ""} "${words.slice(0, 40)}"`;
  };
  const labelled = (e) =>
    e.getAttribute("aria-label")?.trim() ||
    (e.getAttribute("aria-labelledby") || "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent.trim() || "")
      .join(" ")
      .trim();

  // -- 2.5.8 Target Size (Minimum) ------------------------------------------------------

  // The area that a pointer can hit: a card's link covers its card by `::after`.
  const area = (e) => {
    const cover = getComputedStyle(e, "::after");
    if (cover.content !== "none" && cover.position === "absolute") {
      let at = e.parentElement;
      while (at && getComputedStyle(at).position === "static") at = at.parentElement;
      if (at) return at.getBoundingClientRect();
    }
    const rects = [...e.getClientRects()];
    return rects.reduce((a, b) => (a.width * a.height >= b.width * b.height ? a : b));
  };
  // In a sentence: text that is no link stands beside it in the same block.
  const inSentence = (e) => {
    if (getComputedStyle(e).display !== "inline") return false;
    let block = e.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const parent = text.parentElement;
      if (/[\p{L}\p{N}]/u.test(text.data) && !parent.closest("a, button") && !forEarsOnly(parent)) {
        return true;
      }
    }
    return false;
  };
  const targets = () => {
    const controls = all("a[href], button, input, select, textarea, summary").filter(
      (e) => shown(e) && !forEarsOnly(e) && e.getBoundingClientRect().bottom > 0,
    );
    const rects = controls.map(area);
    const small = rects.map((r) => r.width < 23.95 || r.height < 23.95);
    const centre = (r) => [r.x + r.width / 2, r.y + r.height / 2];
    return controls
      .filter((e, i) => {
        if (!small[i] || inSentence(e)) return false;
        const [x, y] = centre(rects[i]);
        // Spacing: a circle of 24 pixels around it meets no other target, nor its circle.
        return rects.some((other, j) => {
          if (i === j || controls[j].contains(e) || e.contains(controls[j])) return false;
          const dx = Math.max(other.left - x, 0, x - other.right);
          const dy = Math.max(other.top - y, 0, y - other.bottom);
          const [ox, oy] = centre(other);
          return Math.hypot(dx, dy) < 12 || (small[j] && Math.hypot(ox - x, oy - y) < 24);
        });
      })
      .map((e) => {
        const r = area(e);
        return `${name(e)} is ${r.width.toFixed(1)} by ${r.height.toFixed(1)} pixels`;
      });
  };

  // -- 1.3.1, 2.4.1, 2.4.6 Structure ----------------------------------------------------

  const headings = () => {
    const found = all("h1, h2, h3, h4, h5, h6").filter((e) => e.checkVisibility());
    const wrong = found.filter((e) => !e.textContent.trim()).map((e) => `empty ${e.localName}`);
    const ones = found.filter((e) => e.localName === "h1").length;
    if (ones !== 1) wrong.push(`${ones} headings of the first level`);
    let last = 0;
    for (const e of found) {
      const level = Number(e.localName[1]);
      if (level > last + 1) wrong.push(`${name(e)} follows level ${last}`);
      last = level;
    }
    return wrong;
  };
  const landmarks = () => {
    const wrong = [];
    const seen = new Map();
    const inSection = (e) => e.parentElement.closest("article, aside, main, nav, section");
    for (const e of all("main, nav, aside, header, footer, section, form, search, [role]")) {
      if (!shown(e)) continue;
      const label = labelled(e);
      let role = e.getAttribute("role") || e.localName;
      if (["header", "footer"].includes(role) && inSection(e)) continue;
      if (["section", "form"].includes(role) && !label) continue;
      if (["note", "group", "img", "status", "list", "listitem", "alert"].includes(role)) continue;
      if (role === "nav" && !label) wrong.push(`${name(e)} has no name`);
      const key = `${role} "${label || ""}"`;
      if (seen.has(key)) wrong.push(`two landmarks ${key}`);
      seen.set(key, e);
    }
    for (const role of ["main", "header", "footer"]) {
      const count = [...seen.keys()].filter((key) => key.startsWith(`${role} `)).length;
      if (count !== 1) wrong.push(`${count} landmarks ${role}`);
    }
    return wrong;
  };
  const tables = () =>
    all("table").flatMap((table) => {
      const wrong = [];
      const caption = table.querySelector("caption");
      if (!caption?.textContent.trim() && !labelled(table)) wrong.push("a table without a name");
      if (!table.querySelector("thead th")) wrong.push("a table without column headings");
      for (const row of all("tbody tr", table)) {
        if (!row.querySelector("th[scope=row]")) wrong.push(`no row heading: ${name(row)}`);
      }
      for (const th of all("th:not([scope])", table)) wrong.push(`no scope: ${name(th)}`);
      return wrong.map((text) => `${text} (${caption?.textContent || labelled(table) || "?"})`);
    });

  // -- 3.1.2 Language of Parts ----------------------------------------------------------

  // Letters tell scripts apart, and so the languages that are written in them.
  const languages = () => {
    // A Bulgarian name may be quoted in a sentence of another language: most letters decide.
    const letters = (text, script) => text.match(new RegExp(`\\p{Script=${script}}`, "gu"))?.length ?? 0;
    const isCyrillic = (text) => letters(text, "Cyrillic") > Math.max(1, letters(text, "Latin"));
    const LATIN_WORDS = /\p{Script=Latin}{3,}[ ,]+\p{Script=Latin}{3,}[ ,]+\p{Script=Latin}{3,}/u;
    const wrong = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const parent = text.parentElement;
      if (!text.data.trim() || parent.closest("script, style, code, textarea, [translate=no]")) {
        continue;
      }
      const tag = parent.closest("[lang]").lang;
      const cyrillic = /^(bg|mk|ru|sr|uk)/.test(tag);
      if (isCyrillic(text.data) ? !cyrillic : cyrillic && LATIN_WORDS.test(text.data)) {
        wrong.push(`marked ${tag}: "${text.data.trim().slice(0, 60)}"`);
      }
    }
    for (const link of all(".languages a")) {
      if (link.lang !== link.hreflang || !link.lang) wrong.push(`${name(link)} has no language`);
    }
    return wrong;
  };

  // -- 1.4.12 Text Spacing, 1.4.4 Resize Text -------------------------------------------

  // Call it after the change: text that is cut off, or lies on other text.
  const lost = () => {
    const wrong = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) wrong.push("the page scrolls sideways");
    for (const e of all("body *")) {
      if (!shown(e) || forEarsOnly(e) || !e.textContent.trim()) continue;
      const style = getComputedStyle(e);
      const cuts = (axis) => ["hidden", "clip"].includes(style[`overflow${axis}`]);
      if (cuts("X") && e.scrollWidth > e.clientWidth + 1) wrong.push(`${name(e)} is cut at a side`);
      if (cuts("Y") && e.scrollHeight > e.clientHeight + 1) wrong.push(`${name(e)} is cut below`);
    }
    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const parent = text.parentElement;
      if (!text.data.trim() || !shown(parent) || forEarsOnly(parent)) continue;
      if (parent.closest(".skip-link, script, style, textarea, select")) continue;
      // Letters of a picture do not reflow; its words stand in the table beside it.
      if (parent.closest("svg[role=img]")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const r of range.getClientRects()) lines.push([r, text]);
    }
    lines.sort((a, b) => a[0].top - b[0].top);
    lines.forEach(([a, one], i) => {
      for (let j = i + 1; j < lines.length && lines[j][0].top < a.bottom; j += 1) {
        const [b, two] = lines[j];
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - b.top;
        // The boxes of letters of two lines may touch; more than a third is another matter.
        if (one !== two && wide > 3 && high > Math.min(a.height, b.height) / 3) {
          wrong.push(`"${one.data.trim().slice(0, 30)}" lies on "${two.data.trim().slice(0, 30)}"`);
        }
      }
    });
    return wrong;
  };

  // Words of which a part stands in the next line, though a line has room for the whole word.
  const broken = () => {
    const wrong = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const parent = text.parentElement;
      if (!text.data.trim() || !shown(parent) || forEarsOnly(parent)) continue;
      if (parent.closest("script, style, svg, textarea, select")) continue;
      for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{M}\p{N}]{2,}/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const parts = [...range.getClientRects()].filter((r) => r.width > 0.5);
        if (new Set(parts.map((r) => Math.round(r.top))).size < 2) continue;
        let block = parent;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        const style = getComputedStyle(block);
        const room =
          block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        if (parts.reduce((sum, r) => sum + r.width, 0) <= room) {
          wrong.push(`"${word}" in ${name(block)}`);
        }
      }
    }
    return wrong;
  };
  // Dots between two facts that begin a line: they belong to the line before.
  const dots = () => {
    const wrong = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let last = null; // what stands before the text, where that begins with its dot
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const parent = text.parentElement;
      if (!text.data.trim() || !shown(parent) || parent.closest("svg")) continue;
      for (const { index } of text.data.matchAll(/·(?=\s)/gu)) {
        const said = text.data.slice(0, index).trimEnd().length;
        const before = document.createRange();
        if (said) {
          before.setStart(text, said - 1);
          before.setEnd(text, said);
        } else {
          if (!last || !parent.closest("p, li, td, th")?.contains(last)) continue;
          before.selectNodeContents(last);
        }
        const dot = document.createRange();
        dot.setStart(text, index);
        dot.setEnd(text, index + 1);
        const line = [...before.getClientRects()].at(-1);
        if (line && dot.getBoundingClientRect().top >= line.bottom - 1) {
          wrong.push(`a line begins with "${text.data.slice(index).trim().slice(0, 30)}"`);
        }
      }
      last = text;
    }
    return wrong;
  };

  // -- 1.4.13 Content on Hover or Focus, 2.3.3 Animation --------------------------------

  const rules = function* (list) {
    for (const rule of list) {
      if (rule.cssRules) yield* rules(rule.cssRules);
      if (rule.selectorText) yield rule;
    }
  };
  const hover = () => {
    const reveals = /^(display|visibility|opacity|content|clip|clip-path|height|max-height|transform|block-size|inset.*|top|left)$/;
    const wrong = [];
    for (const sheet of document.styleSheets) {
      for (const rule of rules(sheet.cssRules)) {
        if (!rule.selectorText.includes(":hover")) continue;
        const without = rule.selectorText
          .replace(/:hover/g, "")
          .replace(/::(before|after)/g, "");
        const properties = [...rule.style].filter((property) => reveals.test(property));
        let met = null;
        try {
          met = document.querySelector(without);
        } catch {
          continue; // nothing but ":hover" in a part of the list
        }
        if (met && properties.length) wrong.push(`${rule.selectorText} changes ${properties}`);
      }
    }
    for (const e of all("body [title]:not(iframe)")) wrong.push(`${name(e)} has a tooltip`);
    return wrong;
  };
  const motion = () => {
    const seconds = (text) => Math.max(...text.split(",").map((t) => parseFloat(t) || 0));
    const wrong = [];
    if (getComputedStyle(document.documentElement).scrollBehavior !== "auto") {
      wrong.push("the page scrolls smoothly");
    }
    for (const e of all("*")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(e, part);
        const moves =
          (style.animationName !== "none" && seconds(style.animationDuration) > 0) ||
          (seconds(style.transitionDuration) > 0 && style.transitionProperty !== "none");
        if (moves) wrong.push(`${name(e)} ${part || ""} moves`);
      }
    }
    return wrong;
  };

  // -- 2.1.1, 2.4.3, 2.4.7, 2.4.11 Keyboard ---------------------------------------------

  const reachable = () =>
    all(CONTROLS)
      .filter((e) => shown(e) && !e.disabled && e.tabIndex >= 0)
      .map((e) => all("*").indexOf(e));
  // Where the focus is: its place in the document, and what is wrong with it there.
  const stop = () => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const box = area(e);
    const wrong = [];
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const places = [0.15, 0.5, 0.85].map((part) => [x, box.top + box.height * part]);
    places.push([box.left + 3, box.top + 3], [box.right - 3, box.bottom - 3]);
    const free = places.some(([px, py]) => {
      const top = document.elementFromPoint(px, py);
      return top && (e.contains(top) || top.contains(e) || top.closest("li")?.contains(e));
    });
    if (!free) wrong.push(`${name(e)} has the focus and is covered or out of sight`);
    return { place: all("*").indexOf(e), name: name(e), wrong };
  };

  return {
    targets, headings, landmarks, tables, languages, lost, broken, dots, hover, motion, reachable, stop,
  };
})();
