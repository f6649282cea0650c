// The check-ins that wait on this tablet: numbers, marks and instants, nobody's name. Both the pages of reception and their
// worker use this.
(function (scope) {
  "use strict";

  const STORE = "waiting";

  scope.deskQueue = {
    KEPT: "temu-desk-day",
    all: () => asked("readonly", (rows) => rows.getAll()),
    add: (row) => asked("readwrite", (rows) => rows.add(row)),
    put: (row) => asked("readwrite", (rows) => rows.put(row)),
    remove: (number) => asked("readwrite", (rows) => rows.delete(number)),
    waiting: async () => (await scope.deskQueue.all()).filter((row) => !row.refused),
    // The day's page, which names guests, is let go. What waits names nobody and stays.
    forget: () => scope.caches.delete(scope.deskQueue.KEPT),
  };

  function opened() {
    return new Promise((resolve, reject) => {
      const opening = scope.indexedDB.open("temu-desk", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
  }

  async function asked(mode, ask) {
    const base = await opened();
    return new Promise((resolve, reject) => {
      const deed = base.transaction(STORE, mode);
      const answer = ask(deed.objectStore(STORE));
      deed.oncomplete = () => resolve(answer.result);
      deed.onabort = () => reject(deed.error);
    }).finally(() => base.close());
  }
})(self);
