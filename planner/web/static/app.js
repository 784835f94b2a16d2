// What the pages do beyond plain forms and links; without it they still work.
"use strict";

(() => {
  const said = document.getElementById("said");
  const language = document.documentElement.lang;
  let quiet = 0;

  function say(text, forSeconds = 3) {
    clearTimeout(quiet);
    said.textContent = text;
    if (text && forSeconds) quiet = setTimeout(() => say(""), 1000 * forSeconds);
  }

  function localTimes(root) {
    const shown = new Intl.DateTimeFormat(language === "ja" ? "ja" : "en-GB", {
      dateStyle: language === "ja" ? "long" : "medium",
      timeStyle: "short",
    });
    for (const each of root.querySelectorAll("time[datetime]:not([title])")) {
      each.title = each.textContent;
      each.textContent = shown.format(new Date(each.dateTime));
    }
  }

  function dropping(form) {
    const input = form.querySelector("input[type=file]");
    const told = form.querySelector(".drop-said");
    const button = form.querySelector("button");
    let depth = 0;

    function fault(text) {
      told.textContent = text;
      input.value = "";
    }
    function send() {
      const [file] = input.files;
      if (!file) return;
      if (!/\.xls[xm]$/i.test(file.name)) return fault(form.dataset.kind);
      if (file.size > Number(form.dataset.most)) return fault(form.dataset.large);
      told.textContent = form.dataset.sending.replace("{name}", file.name);
      form.requestSubmit(button);
    }
    form.classList.add("scripted");
    input.addEventListener("change", send);
    button.addEventListener("click", (event) => {
      if (input.files.length) return;
      event.preventDefault();
      input.click();
    });
    form.addEventListener("dragenter", () => form.classList.toggle("over", ++depth > 0));
    form.addEventListener("dragleave", () => form.classList.toggle("over", --depth > 0));
    form.addEventListener("drop", (event) => {
      depth = 0;
      form.classList.remove("over");
      input.files = event.dataTransfer.files;
      send();
    });
  }

  function choosing(form) {
    const ticks = [...form.querySelectorAll("input[name=policy]")];
    const go = form.querySelector("[data-go]");
    const plain = go.textContent;

    function count() {
      const n = ticks.filter((each) => each.checked).length;
      go.textContent = n ? go.dataset.go.replace("{n}", n) : plain;
      for (const each of ticks)
        each.closest(".policy").classList.toggle("chosen", each.checked);
    }
    function changed(input) {
      const was = input.closest(".limit").querySelector(".was");
      was.hidden = input.value.trim() === input.dataset.was;
    }
    for (const each of form.querySelectorAll("[data-needs-script]")) each.hidden = false;
    form.addEventListener("change", count);
    form.addEventListener("input", ({ target }) => {
      if (target.dataset.was !== undefined) changed(target);
    });
    form.addEventListener("click", ({ target }) => {
      if (target.dataset.tick === undefined) return;
      for (const each of ticks) each.checked = target.dataset.tick === "all";
      count();
    });
    count();
  }

  function sweeping(form) {
    const what = form.querySelector("[name=what]");
    const ends = ["first", "last"].map((each) => form.querySelector(`[name=${each}]`));
    what.addEventListener("change", () => {
      const { dataset } = what.selectedOptions[0];
      for (const each of ends) each.value = dataset[each.name];
      for (const each of form.querySelectorAll("[data-unit-of]"))
        each.textContent = dataset.unit;
    });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      say(`${document.body.dataset.copied}: ${text}`);
    } catch {
      say(text, 15); // to be copied by hand, where the browser forbids it
    }
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copy], [data-copy-address]");
    if (button) copy(button.dataset.copy ?? location.origin + location.pathname);
  });
  for (const kind of ["dragover", "drop"])
    document.addEventListener(kind, (event) => event.preventDefault());
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault(); // a second click sends nothing twice
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000); // in case no answer comes
  });
  for (const kind of ["htmx:error", "htmx:response:error"])
    document.addEventListener(kind, () => say(document.body.dataset.lost, 0));
  document.addEventListener("htmx:after:swap", () => {
    if (said.textContent === document.body.dataset.lost) say("");
  });
  for (const each of document.querySelectorAll("[data-copy-address]"))
    each.hidden = false;
  document.querySelectorAll("form.drop").forEach(dropping);
  document.querySelectorAll("form.choosing").forEach(choosing);
  document.querySelectorAll("form.sweeping").forEach(sweeping);
  localTimes(document);
})();
