// Finds: loads Pagefind with the index of the page's language, and asks it. No interface.
import { makeNormalise, split } from "./search-words.js";

export const site = new URL("..", import.meta.url);
export const language = document.documentElement.lang;
const index = new URL(`pagefind/${language}/`, site);
// Names count most; what a hit shows is in the index too, but is no ground for finding it.
const RANKING = { metaWeights: { names: 8, title: 0, text: 0, title_lang: 0, text_lang: 0 } };

let loading;
/** The settings, the function that normalises a word, and Pagefind: loaded once. */
export const load = () =>
  (loading ??= (async () => {
    const [answer, pagefind] = await Promise.all([
      fetch(new URL("portal.json", index)),
      import(new URL("pagefind.js", index)),
    ]);
    if (!answer.ok) throw new Error(answer.statusText);
    const settings = await answer.json();
    await pagefind.options({ ranking: RANKING });
    await pagefind.init(language);
    return { ...settings, pagefind, normalise: makeNormalise(settings.rules) };
  })());

/** All hits of a query, best first, and how many each filter would leave. */
export const find = async (query, filters = {}) => {
  const { pagefind, normalise } = await load();
  const words = split(query).map(normalise).filter(Boolean);
  if (!words.length) return { words, results: [], counts: {}, complete: true };
  const ask = (terms, by = filters) => pagefind.search(terms, { filters: by });
  let answers = [await ask(words.join(" "))];
  let terms = [words.join(" ")];
  if (!answers[0].unfilteredResultCount) {
    // No page has all of it: pages with some of the words, or words that begin alike.
    terms = [];
    for (const word of words) {
      for (let n = word.length; n > Math.max(3, word.length - 3); n--) {
        const answer = await ask(word.slice(0, n));
        if (!answer.unfilteredResultCount) continue;
        terms.push(word.slice(0, n));
        break;
      }
    }
    answers = await Promise.all(terms.map((term) => ask(term)));
  }
  const scores = new Map();
  for (const { results } of answers) {
    const best = results[0]?.score || 1;
    for (const result of results) {
      const found = scores.get(result.id) ?? { result, score: 0 };
      // A page with two of the words stands above every page with one.
      found.score += 1 + result.score / best;
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
  return { words, results, counts, complete: terms.length === 1 && terms[0] === words.join(" ") };
};

/** The paths of the first hits, below the language's root: what the tests look at. */
export const firstPaths = async (query, many = 3) => {
  const { results } = await find(query);
  const pages = await Promise.all(results.slice(0, many).map((result) => result.data()));
  return pages.map((page) => page.raw_url.replace(/^\//, ""));
};
