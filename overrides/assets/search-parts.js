// Elements that the search is made of.

/** An element with attributes and children. */
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/** What is in another language says so, and runs in its own direction. */
export const markForeign = (element, lang) => {
  if (lang) Object.assign(element, { lang, dir: "auto" });
};

/** Whether a key opens the search, to be changed by its reader (`key` is portal.js's). */
export const keyRow = (key, text, id) => {
  const box = make("input", { type: "checkbox", id });
  box.checked = key.isOn;
  box.addEventListener("change", () => key.turn(box.checked));
  return make("p", { class: "search__key" }, box, make("label", { for: id }, text));
};
