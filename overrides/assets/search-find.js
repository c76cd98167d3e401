// Finds: loads Pagefind with the index of the page's language, and asks it. No interface.
import { makeNormalise, split } from "./search-words.js";

export const site = new URL("..", import.meta.url);
export const language = document.documentElement.lang;
const index = new URL(`pagefind/${language}/`, site);
// Names count most, short ones more (see SHORT_NAME in entries.py). What a hit shows is in the
// index too, but is no ground for finding it. A long page is not the worse for it.
const RANKING = {
  pageLength: 0.2,
  metaWeights: {
    list_name: 40, short_name: 14, middle_name: 8, long_name: 5, headings: 3,
    title: 0, text: 0, title_lang: 0, text_lang: 0,
  },
};
// With fewer hits than these, pages with some of the words follow.
const FEW = 3;

let loading;
let version = "";
/** The settings, the function that normalises a word, and Pagefind: loaded once. */
export const load = () =>
  (loading ??= (async () => {
    const [answer, pagefind] = await Promise.all([
      fetch(new URL(`portal.json${version}`, index)),
      import(new URL(`pagefind.js${version}`, index)),
    ]);
    if (!answer.ok) throw new Error(answer.statusText);
    const settings = await answer.json();
    await pagefind.options({ ranking: RANKING });
    await pagefind.init(language);
    await pagefind.filters(); // without them a search counts none
    return { ...settings, pagefind, normalise: makeNormalise(settings.rules) };
  })().catch((error) => {
    loading = undefined; // the next time may have a better connection
    throw error;
  }));

const shared = (a, b) => {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
};

const known = new Map();
// Whether a page has the word, or one that begins with it. Pagefind itself passes over words
// that no page has, and takes "a" for "abcd" where no word is nearer: its first hit tells.
const knows = (word, { pagefind, rules }) => {
  if (!known.has(word)) {
    const look = async () => {
      const [first] = (await pagefind.search(word)).results;
      if (!first) return false;
      const { content, meta } = await first.data();
      const least = rules.stemmer ? Math.max(3, word.length - 3) : word.length;
      const there = split([content, ...Object.values(meta)].join(" "));
      return there.some((other) => shared(word, other) >= Math.min(least, word.length));
    };
    known.set(word, look());
  }
  return known.get(word);
};

/** A word as far as pages know it: whole, or without its last letters; "" where none does. */
const nearest = async (word, settings) => {
  for (let n = word.length; n >= Math.max(Math.min(3, word.length), word.length - 2); n--) {
    if (await knows(word.slice(0, n), settings)) return word.slice(0, n);
  }
  return "";
};

/** Load all of it anew: what Pagefind has loaded names parts of the index as they were then. */
export const renew = () => {
  // A module is loaded once for each address.
  version = `?${Date.now()}`;
  known.clear();
  loading?.then(({ pagefind }) => pagefind.destroy()).catch(() => {});
  loading = undefined;
  return load();
};

/** All hits of a query, best first, and how many each filter would leave. */
export const find = async (query, filters = {}) => {
  const settings = await load();
  const { pagefind, normalise } = settings;
  const words = split(query).map(normalise).filter(Boolean);
  const near = await Promise.all(words.map((word) => nearest(word, settings)));
  const usable = near.filter(Boolean);
  if (!usable.length) return { words, results: [], counts: {}, complete: true };
  const ask = (terms, by = filters) => pagefind.search(terms, { filters: by });
  const terms = [usable.join(" ")];
  const answers = [await ask(terms[0])];
  const all = answers[0].unfilteredResultCount;
  const complete = all > 0 && near.every((word, i) => word === words[i]);
  if (all < FEW && usable.length > 1) {
    terms.push(...usable);
    answers.push(...(await Promise.all(usable.map((word) => ask(word)))));
  }
  const scores = new Map();
  for (const [turn, { results }] of answers.entries()) {
    const best = results[0]?.score || 1;
    const worth = turn ? 1 / (1 + Math.log(results.length)) : usable.length;
    for (const result of results) {
      const found = scores.get(result.id) ?? { result, score: 0 };
      // All words first; of single words, the rarer one counts more.
      found.score += worth * (1 + result.score / best);
      scores.set(result.id, found);
    }
  }
  const counts = {};
  for (const name of ["kind", "programme"]) {
    const { [name]: _, ...others } = filters;
    counts[name] = {};
    for (const term of terms) {
      const found = (await ask(term, others)).filters[name] ?? {};
      for (const [value, count] of Object.entries(found)) {
        counts[name][value] = Math.max(count, counts[name][value] ?? 0);
      }
    }
  }
  const results = [...scores.values()].sort((a, b) => b.score - a.score).map((f) => f.result);
  return { words, results, counts, complete };
};

/** The paths of the first hits, below the language's root: what the tests look at. */
export const firstPaths = async (query, many = 3) => {
  const { results } = await find(query);
  const pages = await Promise.all(results.slice(0, many).map((result) => result.data()));
  return pages.map((page) => page.raw_url.replace(/^\//, ""));
};
