// Words as they are searched for: the browser's half of hooks/portal/search/words.py. The rules
// come with the index of the page's language; the tests compare both halves word by word.

const WORDS = /[\p{L}\p{N}]+/gu;

const step = (endings) => {
  const byEnding = new Map(endings.map((ending) => [ending[0], ending]));
  const longest = Math.max(0, ...endings.map((ending) => ending[0].length));
  return (word) => {
    for (let n = Math.min(longest, word.length - 1); n > 0; n--) {
      const found = byEnding.get(word.slice(-n));
      if (found && word.length - n >= found[2]) return word.slice(0, -n) + found[1];
    }
    return word;
  };
};

const single = (word) => word.replace(/([^aeiou0-9])\1/g, "$1");

/** Make the function that normalises one word by the rules; "" for a word that says nothing. */
export const makeNormalise = (rules) => {
  const before = step(rules.before);
  const spelling = rules.spelling.map(([from, to]) => [new RegExp(from, "g"), to]);
  const stop = new Set(rules.stop);
  const steps = rules.steps.map(step);
  return (typed) => {
    let word = [...before(typed)].map((letter) => rules.letters[letter] ?? letter).join("");
    word = word.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    for (const [from, to] of spelling) word = word.replace(from, to);
    if (stop.has(word)) return "";
    return single(steps.reduce((left, one) => one(left), single(word)));
  };
};

/** The words of a text in small letters, before they are normalised. */
export const split = (text) =>
  text.toLowerCase().normalize("NFC").replace(/['’]/g, "").match(WORDS) ?? [];

/** A text as nodes, its words marked that begin with one of some normalised words. */
export const mark = (text, words, normalise) => {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(WORDS)) {
    const word = normalise(split(match[0])[0] ?? "");
    const fits = (a) => word.startsWith(a) || (word.length > 3 && a.startsWith(word));
    if (!word || !words.some(fits)) continue;
    const marked = document.createElement("mark");
    marked.append(match[0]);
    parts.push(text.slice(from, match.index), marked);
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
};
