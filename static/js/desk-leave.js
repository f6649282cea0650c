// Whoever leaves a tablet leaves no guest's name on it, and hears first of check-ins that were not sent yet.
(function () {
  "use strict";

  if (!window.deskQueue || !window.caches || !window.indexedDB) {
    return;
  }
  const leaving = document.querySelector("form[data-unsent]");
  const left = document.getElementById("desk-left");
  const again = document.querySelector("[data-again]");

  if (leaving) {
    leaving.addEventListener("submit", leave);
  }
  if (left) {
    tell();
  }
  if (again) {
    window.addEventListener("online", comeBack); // a hint, which a browser may give too early
    window.setInterval(comeBack, 20000);
  }

  async function leave(event) {
    if (leaving.dataset.warned) {
      window.deskQueue.forget();
      return;
    }
    event.preventDefault();
    leaving.dataset.warned = "yes";
    const waiting = await window.deskQueue.waiting().catch(() => []);
    if (waiting.length) {
      warn(leaving.dataset.unsent.replace("{n}", waiting.length));
      return;
    }
    go();
  }

  function warn(words) {
    const said = document.createElement("div");
    said.className = "flash tone-wait";
    said.setAttribute("role", "alert");
    document.querySelector("main").prepend(said);
    said.append(document.createElement("p"));
    said.firstChild.textContent = words;
  }

  async function go() {
    await window.deskQueue.forget().catch(() => false);
    leaving.requestSubmit();
  }

  // Where nobody is signed in, no guest is named; what waits for the next receptionist is told.
  async function tell() {
    if (!again) {
      window.deskQueue.forget().catch(() => false);
    }
    const waiting = await window.deskQueue.waiting().catch(() => []);
    if (waiting.length) {
      left.textContent = left.dataset.says.replace("{n}", waiting.length);
    }
  }

  function comeBack() {
    fetch(again.dataset.again, { cache: "no-store" }).then(
      (answer) => answer.ok && goOn(),
      () => undefined,
    );
  }

  // To the page that was wanted; after a form that was not sent, to today's.
  function goOn() {
    if (!again.isConnected) {
      return;
    }
    const here = window.location.pathname;
    window.location.replace(here === again.dataset.here ? again.dataset.page : here + window.location.search);
  }
})();
