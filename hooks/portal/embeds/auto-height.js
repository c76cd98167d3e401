// Gives frames of .../auto.html the height of their content. Frozen: snippets carry its hash.
(() => {
  const script = document.currentScript;
  if (!script || !script.src) return;
  const base = new URL(".", script.src);
  const frames = () =>
    [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(base.href));
  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== "null" && origin !== base.origin) return;
    if (!data || data.type !== "programme-card" || data.v !== 1) return;
    if (typeof data.height !== "number" || !(data.height > 0)) return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (frame) frame.style.height = `${Math.min(Math.max(Math.ceil(data.height), 120), 2000)}px`;
  });
  for (const frame of frames()) {
    frame.contentWindow.postMessage({ type: "programme-card", v: 1, ask: "height" }, "*");
  }
})();
