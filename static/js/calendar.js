// The calendar by keyboard: arrows move between open sessions, Page Up and Page Down between months, Home to today where
// the page leads there. Without it the links and the Tab key do the same.
(function () {
  "use strict";

  var calendar = document.querySelector("[data-calendar]");
  if (!calendar) {
    return;
  }
  calendar.querySelectorAll("[data-keys]").forEach(function (hint) {
    hint.hidden = false;
  });
  if (window.location.hash === "#" + calendar.id) {
    calendar.focus();
  }

  calendar.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    if (event.key === "PageUp" || event.key === "PageDown") {
      var month = calendar.querySelector(event.key === "PageUp" ? "a[rel=prev]" : "a[rel=next]");
      if (month) {
        event.preventDefault();
        month.click();
      }
      return;
    }
    var today = event.key === "Home" ? document.querySelector("a[data-today]") : null;
    if (today) {
      event.preventDefault();
      today.click();
      return;
    }
    var there = goal(event.key);
    if (there) {
      event.preventDefault();
      there.focus();
    }
  });

  // Where an arrow leads: up and down within the day and then on to the weeks around, left and right to other days.
  function goal(key) {
    var step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key];
    if (!step) {
      return null;
    }
    var days = Array.prototype.slice.call(calendar.querySelectorAll(".day")).filter(shown);
    var day = document.activeElement.closest(".day");
    if (!day) {
      return document.activeElement === calendar ? first(days, step) : null;
    }
    var place = days.indexOf(day);
    var sideways = key === "ArrowLeft" || key === "ArrowRight";
    var near = sideways ? null : open(day)[open(day).indexOf(document.activeElement) + step];
    return near || next(days, place, sideways ? step : step * 5, step, sideways);
  }

  function next(days, place, stride, step, sideways) {
    var hour = open(days[place]).indexOf(document.activeElement);
    for (var at = place + stride; at >= 0 && at < days.length; at += stride) {
      var sessions = open(days[at]);
      if (sessions.length) {
        return sideways ? sessions[Math.min(Math.max(hour, 0), sessions.length - 1)] : sessions[step > 0 ? 0 : sessions.length - 1];
      }
    }
    return null;
  }

  function first(days, step) {
    var sessions = calendar.querySelectorAll(".month:last-of-type .session__choose");
    return step > 0 ? sessions[0] : sessions[sessions.length - 1];
  }

  function open(day) {
    return Array.prototype.slice.call(day.querySelectorAll(".session__choose"));
  }

  function shown(day) {
    return !day.closest("details:not([open])");
  }
})();
