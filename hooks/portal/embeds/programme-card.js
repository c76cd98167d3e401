// <programme-card municipality="…" programme="…" lang="…" [theme] [height]>a link</programme-card>
// Shows the programme's card above the link that stands inside. Where anything is missing,
// wrong or blocked, the link is what remains. Frozen: snippets carry this file's hash.
(() => {
  const script = document.currentScript;
  if (!script || !script.src || customElements.get("programme-card")) return;
  const base = new URL(".", script.src).href;
  const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;
  const CARDS = { programme: "", news: "news/", events: "events/" };
  const THEMES = ["light", "dark", "contrast"];

  class ProgrammeCard extends HTMLElement {
    static observedAttributes = ["municipality", "programme", "lang", "card", "theme", "height"];
    #shadow = this.attachShadow({ mode: "open" });
    #asked = "";

    constructor() {
      super();
      this.#shadow.append(document.createElement("slot"));
    }

    connectedCallback() {
      this.#show();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#show();
    }

    #address() {
      const [place, programme, language] = ["municipality", "programme", "lang"].map(
        (name) => this.getAttribute(name) || "",
      );
      if (!ID.test(place) || !ID.test(programme) || !LANGUAGE.test(language)) return "";
      return `${base}${place}/${programme}/${language}/`;
    }

    #show() {
      const directory = this.#address();
      const card = this.getAttribute("card") || "programme";
      const theme = this.getAttribute("theme");
      const path = Object.hasOwn(CARDS, card) ? CARDS[card] : "";
      const fragment = THEMES.includes(theme) ? `#${theme}` : "";
      const height = Math.min(Math.max(parseInt(this.getAttribute("height"), 10) || 480, 120), 2000);
      const wanted = directory && `${directory}${path}${fragment} ${height}`;
      if (wanted === this.#asked) return;
      this.#asked = wanted;
      this.#shadow.querySelector("iframe")?.remove();
      if (!directory) return;
      // An image needs no leave to be read: it tells whether the pair is there, so that a
      // misspelt id does not frame the portal's error page.
      const probe = new Image();
      probe.onload = () => {
        if (wanted === this.#asked) this.#frame(`${directory}${path}${fragment}`, height);
      };
      probe.src = `${directory}badge.svg`;
    }

    #frame(address, height) {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-top-navigation-by-user-activation");
      frame.loading = "lazy";
      frame.referrerPolicy = "no-referrer";
      frame.title = this.textContent.trim();
      frame.src = address;
      // By properties: a strict policy for styles refuses the attribute.
      frame.style.display = "block";
      frame.style.width = "100%";
      frame.style.height = `${height}px`;
      frame.style.border = "0";
      this.#shadow.prepend(frame);
    }
  }

  customElements.define("programme-card", ProgrammeCard);
})();
