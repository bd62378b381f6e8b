// What a browser can see of a page, measured inside it (web.md 3.2). Each check returns a list of faults in words: [] is good.
globalThis.checks = (() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [onclick], [role=button]";
  const TEXT_SPACING = `
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }`;

  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (element) => getComputedStyle(element);
  const name = (element) => {
    const words = (element.textContent || element.value || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const id = element.id ? `#${element.id}` : "";
    return `<${element.tagName.toLowerCase()}${id}${element.className ? "." + element.className : ""}> "${words}"`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const controls = () => all(CONTROLS).filter((element) => shown(element) && !element.disabled);
  const tiny = (box) => box.width <= 1 || box.height <= 1 || box.right <= 0 || box.bottom + scrollY <= 0;

  // A link inside a sentence is as high as its line (the inline exception of 2.5.8).
  const inSentence = (element) =>
    style(element).display === "inline" &&
    [...element.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim().length > 1);

  // The words of a label are part of the target of its box or circle.
  const target = (element) => {
    if (tiny(element.getBoundingClientRect())) element.focus({ preventScroll: true }); // a skip link shows itself on focus
    const boxes = [element, ...(["checkbox", "radio"].includes(element.type) ? element.labels : [])].map((each) => each.getBoundingClientRect());
    return { width: Math.max(...boxes.map((box) => box.width)), height: Math.max(...boxes.map((box) => box.height)) };
  };

  function targets(least, leastButton) {
    const faults = [];
    for (const element of controls()) {
      const wanted = element.matches("button, input[type=submit]") ? leastButton : least;
      const { width, height } = target(element);
      if (element.tabIndex < 0) faults.push(`${name(element)} cannot be reached by keyboard`);
      if (!element.matches(CONTROLS.split(", [onclick]")[0])) faults.push(`${name(element)} is no native control`);
      if (!inSentence(element) && (width < wanted - 0.5 || height < wanted - 0.5))
        faults.push(`${name(element)} is ${Math.round(width)} x ${Math.round(height)} px, less than ${wanted}`);
    }
    return faults;
  }

  function reflow(width) {
    const root = document.documentElement;
    if (root.scrollWidth <= width && document.body.scrollWidth <= width) return [];
    const wide = all("body *").filter((element) => shown(element) && element.getBoundingClientRect().right > width + 1);
    return [`the page is ${root.scrollWidth} px wide in a view of ${width}`, ...wide.slice(-3).map((element) => `${name(element)} sticks out`)];
  }

  function fixedBoxes() {
    return all("body, body *")
      .filter((element) => ["fixed", "sticky"].includes(style(element).position) && shown(element))
      .map((element) => {
        const box = element.getBoundingClientRect();
        const across = Math.max(0, Math.min(box.right, innerWidth) - Math.max(box.left, 0));
        const down = Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0));
        const share = Math.round((100 * across * down) / (innerWidth * innerHeight));
        return `${name(element)} is ${style(element).position} and covers ${share} % of the view`;
      });
  }

  // The Tab walk: python presses the key, this says where it led.
  let walked = [];
  const stops = () => controls().filter((element) => element.tabIndex >= 0 && !(element.type === "radio" && !element.checked && group(element).some((each) => each.checked)));
  const group = (radio) => all("input[type=radio]").filter((each) => each.name === radio.name && each.form === radio.form);

  const inParts = (element) => element.type === "date"; // a day, a month, a year and a button, each a stop of its own

  function startWalk() {
    walked = [];
    const first = document.body.insertBefore(document.createElement("span"), document.body.firstChild);
    first.tabIndex = -1;
    first.focus(); // Tab goes on from here, whatever had the focus before
    first.remove();
    scrollTo(0, 0);
    const scrolled = all("[tabindex='0']").filter((element) => !stops().includes(element)); // a wide table is a stop too
    return stops().length + scrolled.length + 3 * stops().filter(inParts).length;
  }

  const covering = (element) => {
    const box = [...element.getClientRects()].sort((a, b) => b.width * b.height - a.width * a.height)[0];
    const top = box && document.elementFromPoint(box.left + box.width / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2);
    return top && (element.contains(top) || (top.contains(element) && top.tagName === "LABEL")) ? null : top ? name(top) : "nothing: it is out of view";
  };

  async function step() {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return { end: true };
    if (inParts(element) && element === walked.at(-1)) return { end: false, faults: [] };
    if (walked.includes(element)) return { end: true, again: walked.indexOf(element) };
    walked.push(element);
    for (let frame = 0; covering(element) && frame < 30; frame += 1) await new Promise(requestAnimationFrame); // it scrolls into view
    const marked = style(element).outlineStyle !== "none" || style(element).boxShadow !== "none";
    const faults = [];
    if (covering(element)) faults.push(`${name(element)} has the focus but is covered by ${covering(element)}`);
    if (!marked) faults.push(`${name(element)} shows no focus`);
    return { end: false, faults };
  }

  function notReached() {
    return stops().filter((element) => !walked.includes(element) && !(element.type === "radio" && group(element).some((each) => walked.includes(each))))
      .map((element) => `${name(element)} was never reached with Tab`);
  }

  function statusLine() {
    const lines = all("[role=status]");
    // The counter may speak for itself; a transcript that does is read whole with each message (web.md 1.2).
    const others = all("[role=log], [aria-live]:not([role=status], #count)").map((element) => `${name(element)} is a second live region`);
    return [...(lines.length === 1 ? [] : [`${lines.length} role=status, not 1`]), ...others];
  }

  const statusWords = () => all("[role=status]").map((line) => line.textContent.trim()).join(" ");

  function spaceText() {
    const sheet = new CSSStyleSheet(); // a constructed sheet: the page's own policy refuses a style element, rightly
    sheet.replaceSync(TEXT_SPACING);
    document.adoptedStyleSheets = [sheet];
  }

  const unspaceText = () => { document.adoptedStyleSheets = []; };

  // Words that are cut off, or that run out of their own box. What is typed scrolls, and so does a wide table that has the focus.
  function clipping() {
    const faults = [];
    for (const element of all("body *").filter((each) => shown(each) && !each.matches("textarea, input") && !tiny(each.getBoundingClientRect()))) {
      const scrolls = element.matches("[role=region][tabindex='0']") && style(element).overflowX === "auto";
      const hides = !scrolls && (style(element).overflowX !== "visible" || style(element).overflowY !== "visible");
      if (hides && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1))
        faults.push(`${name(element)} cuts off its words`);
      if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) || style(element).display === "inline") continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const words = range.getBoundingClientRect(), box = element.getBoundingClientRect();
      if (words.right > box.right + 2 || words.left < box.left - 2 || words.bottom > box.bottom + 4 || words.top < box.top - 4)
        faults.push(`the words of ${name(element)} run out of its box`);
    }
    return faults;
  }

  function headings() {
    const found = all("h1, h2, h3, h4, h5, h6").filter(shown);
    const levels = found.map((heading) => Number(heading.tagName[1]));
    const faults = [];
    if (levels[0] !== 1) faults.push("the first heading is not h1");
    if (levels.filter((level) => level === 1).length !== 1) faults.push(`${levels.filter((level) => level === 1).length} h1, not 1`);
    levels.forEach((level, place) => { if (place && level > levels[place - 1] + 1) faults.push(`${name(found[place])} skips a level`); });
    if (!/^[a-z]{2}(-|$)/.test(document.documentElement.lang)) faults.push("html has no lang");
    if (!document.title.trim()) faults.push("no title");
    return faults;
  }

  // Text in a script that runs from right to left says so, and names its language.
  function rightToLeft() {
    return all("body *").filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && /[\u0591-\u07FF\uFB1D-\uFDFD]{3}/.test(node.textContent)))
      .flatMap((element) => [
        ...(element.closest("[lang]") === document.documentElement ? [`${name(element)} has no lang of its own`] : []),
        ...(style(element).direction === "rtl" ? [] : [`${name(element)} does not run from right to left`]),
      ]);
  }

  const answers = () => all("#messages > li").filter((item) => !item.matches(".contact"));

  async function stored() {
    const faults = [];
    if (document.cookie) faults.push(`cookie: ${document.cookie}`);
    try {
      for (const [kind, store] of [["localStorage", localStorage], ["sessionStorage", sessionStorage]]) if (store.length) faults.push(`${kind} holds ${Object.keys(store)}`);
      for (const database of await indexedDB.databases()) faults.push(`indexedDB ${database.name}`);
      for (const cache of globalThis.caches ? await caches.keys() : []) faults.push(`cache ${cache}`);
      for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) faults.push(`service worker ${worker.scope}`);
    } catch (refused) {
      if (refused.name !== "SecurityError") throw refused; // a sandboxed page has no store at all
    }
    return faults;
  }

  return { targets, reflow, fixedBoxes, startWalk, step, notReached, statusLine, statusWords, spaceText, unspaceText, clipping, headings, rightToLeft, answers, stored };
})();
