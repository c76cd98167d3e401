// What a visitor sees in one document that a browser has drawn. Run by commitment_browser.py.
// Gives links to `hosts` and pictures, each with why it cannot be seen ("" if it can); with
// `frame` (an element of the document) only what there is to say about that frame.
({ hosts, frame }) => {
  const MIN = { width: 16, height: 8 };
  const LIMIT = 400;
  const letters = (text) => (text.match(/[\p{L}\p{N}]/gu) || []).length;
  const above = (el) => el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
  const chain = function* (el) {
    for (let step = el; step; step = step.assignedSlot || above(step)) yield step;
  };
  const everything = (root, selector) => {
    const found = [...root.querySelectorAll(selector)];
    for (const el of root.querySelectorAll("*")) {
      if (el.shadowRoot) found.push(...everything(el.shadowRoot, selector));
    }
    return found;
  };
  const selectorOf = (el) => {
    const parts = [];
    for (let step = el; step && parts.length < 12; step = above(step)) {
      const tag = step.localName;
      if (/^[A-Za-z][\w-]*$/.test(step.id)) {
        parts.unshift(`${tag}#${step.id}`);
        break;
      }
      let number = 1;
      for (let one = step.previousElementSibling; one; one = one.previousElementSibling) {
        number += one.localName === tag;
      }
      parts.unshift(["html", "body", "head"].includes(tag) ? tag : `${tag}:nth-of-type(${number})`);
    }
    return parts.join(" > ");
  };
  const colour = (text) => {
    const found = /^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)(?:[,/ ]+([\d.]+))?\)$/.exec(text);
    return found && [found[1], found[2], found[3], found[4] ?? "1"].map(Number);
  };

  const whyFaint = (el) => {
    let opacity = 1;
    for (const step of chain(el)) {
      const style = getComputedStyle(step);
      opacity *= Number(style.opacity);
      if (/opacity\(0?\.?[01]?\d?%?\)|blur\([1-9]\d/.test(style.filter)) return `filter: ${style.filter}`;
      const mask = style.maskImage || style.webkitMaskImage;
      if (mask && mask !== "none") return "mask-image";
      if (step.inert) return "attribute inert";
    }
    if (opacity < 0.2) return "opacity near 0";
    return getComputedStyle(el).pointerEvents === "none" ? "pointer-events: none" : "";
  };
  const isFixed = (el) => [...chain(el)].some((step) => getComputedStyle(step).position === "fixed");
  const covers = (el) => {
    if (isFixed(el)) return false; // a banner that visitors close
    const style = getComputedStyle(el);
    const ground = colour(style.backgroundColor);
    const solid = (ground && ground[3] > 0.5) || style.backgroundImage !== "none";
    return solid || ["IMG", "IFRAME", "VIDEO", "CANVAS"].includes(el.tagName);
  };
  // Whether what lies at a point of the window is `el`, seen through what covers nothing.
  const shownAt = (el, x, y) => {
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    for (const hit of el.getRootNode().elementsFromPoint(x, y)) {
      if (hit === el || el.contains(hit)) return true;
      if (!hit.contains(el) && covers(hit)) return false;
    }
    return false;
  };
  const shownSomewhere = (el, box) =>
    [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]].some(([a, b]) =>
      shownAt(el, box.left + a * box.width, box.top + b * box.height));
  const why = (el, least) => {
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false })) {
      return "not drawn";
    }
    const faint = whyFaint(el);
    if (faint) return faint;
    el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const boxes = [...el.getClientRects()].filter((b) => b.width >= least.width && b.height >= least.height);
    if (!boxes.length) return "too small";
    return boxes.some((box) => shownSomewhere(el, box)) ? "" : "covered or out of sight";
  };
  const ground = (el) => {
    for (const step of chain(el)) {
      const style = getComputedStyle(step);
      if (style.backgroundImage !== "none") return null;
      const found = colour(style.backgroundColor);
      if (found && found[3] > 0.9) return found;
    }
    return [255, 255, 255, 1];
  };
  const readable = (link, node) => {
    const holder = node.parentElement;
    const style = getComputedStyle(holder);
    const [text, behind] = [colour(style.webkitTextFillColor || style.color), ground(holder)];
    if (parseFloat(style.fontSize) < 4 || (text && text[3] < 0.2) || whyFaint(holder)) return false;
    if (text && behind && Math.max(...[0, 1, 2].map((i) => Math.abs(text[i] - behind[i]))) <= 20) return false;
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].some((b) =>
      b.width >= 4 && b.height >= 4 && shownSomewhere(holder.closest("a") === link ? link : holder, b));
  };
  const hasWords = (link) => {
    const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (letters(node.data) >= 2 && readable(link, node)) return true;
    }
    // The words that stand in for an image which did not load.
    return [...link.querySelectorAll("img")].some((one) => one.complete && !one.naturalWidth && letters(one.alt) >= 2);
  };
  const hrefOf = (el) => (typeof el.href === "string" ? el.href : el.href ? new URL(el.href.baseVal, document.baseURI).href : "");
  const wanted = (el) => {
    try {
      return hosts.includes(new URL(hrefOf(el)).hostname.replace(/^www\./, ""));
    } catch {
      return false;
    }
  };
  const linkAround = (el) => {
    for (const step of chain(el)) if (step.localName === "a" && hrefOf(step)) return selectorOf(step);
    return null;
  };
  const picture = (el, address, hidden, svg = "") => ({
    address, alt: el.alt || "", hidden, svg, selector: selectorOf(el), link: linkAround(el),
  });

  if (frame) {
    const sandbox = frame.getAttribute("sandbox");
    return { address: frame.src || "", hidden: why(frame, MIN), selector: selectorOf(frame), sandbox };
  }
  const links = everything(document, "a").filter(wanted).slice(0, LIMIT).map((el) => {
    const hidden = why(el, { width: 1, height: 1 });
    return { address: hrefOf(el), words: !hidden && hasWords(el), hidden, selector: selectorOf(el) };
  });
  const pictures = [];
  for (const el of everything(document, "img, svg, object[data], embed[src], input[type=image i]").slice(0, LIMIT)) {
    if (el.localName === "svg") {
      const svg = el.outerHTML;
      if (svg.length <= 200000 && el.querySelectorAll("path, polygon, rect, circle, text").length >= 3) {
        pictures.push(picture(el, "", why(el, MIN), svg));
      }
    } else if (el.localName === "object" || el.localName === "embed") {
      if ((el.type || "").startsWith("image/")) pictures.push(picture(el, el.data || el.src, why(el, MIN)));
    } else {
      const loaded = el.localName !== "img" || (el.complete && el.naturalWidth > 0);
      pictures.push(picture(el, el.currentSrc || el.src || "", loaded ? why(el, MIN) : "not loaded"));
    }
  }
  for (const el of everything(document, "*")) {
    const found = /url\("([^"]+)"\)/.exec(getComputedStyle(el).backgroundImage);
    if (found && pictures.length < 2 * LIMIT && el.clientWidth >= MIN.width && el.clientHeight >= MIN.height) {
      pictures.push(picture(el, found[1], why(el, MIN)));
    }
  }
  return { links, pictures };
}
