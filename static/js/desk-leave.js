// Whoever leaves a tablet leaves no guest's name on it, and hears first of check-ins that were not sent yet.
(function () {
  "use strict";

  if (!window.deskQueue || !window.caches || !window.indexedDB) {
    return;
  }
  const leaving = document.querySelector("form[data-unsent]");
  const left = document.getElementById("desk-left");
  const again = document.querySelector("[data-again]");
  const PATIENCE = 4000; // milliseconds
  const LEAVING = "desk-leaving"; // somebody left without a network: signed out when it is back, also by another tab
  const tabs = window.BroadcastChannel && new BroadcastChannel("temu-desk");

  if (leaving) {
    leaving.addEventListener("submit", leave);
    if (localStorage.getItem(LEAVING)) {
      signOut();
    }
  }
  if (leaving && tabs) {
    tabs.addEventListener("message", () => window.location.replace(window.location.pathname + window.location.search));
  }
  if (left) {
    tell();
  }
  if (again) {
    window.addEventListener("online", comeBack); // a hint, which a browser may give too early
    window.setInterval(comeBack, 20000);
  }

  async function leave(event) {
    if (leaving.dataset.gone) {
      return;
    }
    event.preventDefault();
    const warned = leaving.dataset.warned;
    leaving.dataset.warned = "yes";
    const waiting = await window.deskQueue.waiting().catch(() => []);
    if (waiting.length && !warned) {
      warn(leaving.dataset.unsent.replace("{n}", waiting.length));
      return;
    }
    go();
  }

  // Whether the office answers: a tablet may have its radio and no network behind it.
  function reached() {
    const asked = fetch(leaving.dataset.alive, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return asked.then((answer) => answer.ok, () => false);
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
    if (!(await reached())) {
      localStorage.setItem(LEAVING, "yes");
      window.location.replace(leaving.dataset.without);
      return;
    }
    signOut();
  }

  function signOut() {
    localStorage.removeItem(LEAVING);
    leaving.dataset.gone = "yes";
    leaving.requestSubmit();
  }

  // Where nobody is signed in, no guest is named; what waits for the next receptionist is told.
  async function tell() {
    if (!again) {
      localStorage.removeItem(LEAVING);
      window.deskQueue.forget().catch(() => false);
    }
    const gone = again ? localStorage.getItem(LEAVING) : !leaving;
    if (gone && tabs) {
      tabs.postMessage("left"); // what other tabs still show goes too
    }
    if (again && gone) {
      document.getElementById("desk-leaving").hidden = false;
      again.hidden = true;
      return; // what waits was told before, and goes when somebody signs in
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

  // To the page that was wanted; after a form that was not sent, to today's; for whoever left, to one that names nobody.
  function goOn() {
    if (!again.isConnected) {
      return;
    }
    if (localStorage.getItem(LEAVING)) {
      window.location.replace(again.dataset.leave);
      return;
    }
    const here = window.location.pathname;
    window.location.replace(here === again.dataset.here ? again.dataset.page : here + window.location.search);
  }
})();
