// Deciding by keyboard: one letter leads to a form, a link or the list of keys. Never while somebody types or holds a
// modifier; switched off by one control that is remembered. And the letter opens in its page without loading it anew.
(function () {
  "use strict";

  var OFF = "shortcuts-off";
  var list = document.querySelector("[data-shortcuts]");
  var control = document.querySelector("[data-shortcuts-switch]");

  if (list && control) {
    list.hidden = false;
    control.checked = storage("getItem") === null;
    show();
    control.addEventListener("change", function () {
      storage(control.checked ? "removeItem" : "setItem");
      show();
    });
    document.addEventListener("keydown", pressed);
  }

  function show() {
    document.querySelectorAll("[data-key-shown]").forEach(function (key) {
      key.hidden = !control.checked;
    });
  }

  function pressed(event) {
    if (!control.checked || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) {
      return;
    }
    var place = Array.prototype.find.call(document.querySelectorAll("[data-key]"), function (each) {
      return each.dataset.key === event.key || each.dataset.keyToo === event.key;
    });
    if (place) {
      event.preventDefault();
      go(place);
    }
  }

  function typing(target) {
    return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA|OBJECT)$/.test(target.tagName);
  }

  // A link is followed, a fold opened; then the first control of the form takes the focus.
  function go(place) {
    if (place.tagName === "A") {
      place.click();
      return;
    }
    var fold = place.closest("details");
    if (fold) {
      fold.open = true;
    }
    var first = place.tagName === "SUMMARY" ? place : place.querySelector("form :is(input:not([type=hidden]), select, textarea)");
    if (first) {
      first.focus();
      first.scrollIntoView({ block: "center" });
    }
  }

  // The browser's own storage, where it lets it be used; else the choice holds as long as the page.
  function storage(act) {
    try {
      return window.localStorage[act](OFF, "yes");
    } catch (blocked) {
      return null;
    }
  }

  var opener = document.querySelector("[data-open-letter]");
  var letter = document.querySelector("template[data-letter]");
  if (opener && letter) {
    opener.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
      }
      event.preventDefault();
      letter.replaceWith(letter.content.cloneNode(true));
      opener.remove();
      document.querySelector(".desk__letter").focus();
    });
  }
})();
