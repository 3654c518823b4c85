// The editor of a filing: keys, paste from a worksheet, findings put beside their cells, the way from the source to the cell.
(function () {
  "use strict";

  const editor = document.getElementById("editor") || document.getElementById("statements");
  if (!editor) return;
  const LEVELS = { error: "has-error", warning: "has-warning", info: "has-note" };

  function fields(column) {
    return [...document.querySelectorAll(`#tree td.cell[data-column="${CSS.escape(column)}"] textarea`)];
  }
  function columns(row) {
    return [...row.querySelectorAll("td.cell[data-column] textarea")];
  }
  function step(field, rows, across) {
    const cell = field.closest("td.cell[data-column]");
    if (!cell) return null;
    if (rows) {
      const all = fields(cell.dataset.column);
      return all[all.indexOf(field) + rows] || null;
    }
    const all = columns(cell.closest("tr"));
    return all[all.indexOf(field) + across] || null;
  }
  function go(field) {
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }

  // Enter: save and go down; Shift+Enter: a new line. Arrows leave a cell from its first or last place. Escape: the text as it was.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.(".cell textarea") || event.isComposing || event.altKey) return;
    const start = field.selectionStart === 0 && field.selectionEnd === 0;
    const end = field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
    const whole = field.selectionStart === 0 && end === false && field.selectionEnd === field.value.length;
    let moved = false;
    if (event.key === "Enter" && !event.shiftKey) {
      moved = true;
      if (!go(step(field, 1, 0))) field.blur();
    } else if (event.key === "ArrowDown" && (end || whole)) moved = go(step(field, 1, 0));
    else if (event.key === "ArrowUp" && (start || whole)) moved = go(step(field, -1, 0));
    else if (event.key === "ArrowRight" && (end || whole)) moved = go(step(field, 0, 1));
    else if (event.key === "ArrowLeft" && (start || whole)) moved = go(step(field, 0, -1));
    else if (event.key === "Escape") {
      const old = field.form?.elements.old;
      if (old) field.value = old.value;
      mark(field);
    }
    if (moved) event.preventDefault();
  });

  // Alt+Up/Down moves a row among its goal's, with Shift to the goal before or after; a row can be dragged to another goal.
  const editing = document.getElementById("editor");
  function post(form, values) {
    const body = { ...values, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
    return htmx.ajax("POST", form.getAttribute("hx-post"), { target: "#sheet", swap: "outerHTML", values: body });
  }
  function acts(row, ending) {
    return row?.querySelector(`form[hx-post$="${ending}"]`);
  }
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = event.target.closest?.("tr[data-row]");
    if (!row || !editing) return;
    event.preventDefault();
    const path = `indicators.${row.dataset.row}`;
    const column = event.target.closest("td.cell[data-column]")?.dataset.column;
    const up = event.key === "ArrowUp";
    event.target.blur();
    let sent;
    if (event.shiftKey) {
      const goals = [...document.querySelectorAll("#tree tbody[data-goal]")];
      const there = goals[goals.indexOf(row.closest("tbody")) + (up ? -1 : 1)];
      if (!there) return;
      sent = post(acts(row, "/classify/"), { row: path, goal: there.dataset.goal, level: "" });
    } else sent = post(acts(row, "/move-row/"), { row: path, to: up ? "up" : "down" });
    sent?.then(() => document.querySelector(`#r-${CSS.escape(row.dataset.row)} td[data-column="${column || "name"}"] textarea`)?.focus());
  });
  function arm() {
    for (const grip of document.querySelectorAll("tr[data-row] .row-acts")) grip.draggable = true;
  }
  arm();
  document.addEventListener("htmx:after:swap", arm);
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.ask[open]")) event.target.querySelector(".ask-body")?.scrollIntoView({ block: "nearest" });
  }, true);
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("tr[data-row]") || null;
  });
  document.addEventListener("dragover", (event) => {
    const goal = dragged && event.target.closest?.("tbody[data-goal]");
    if (!goal || goal === dragged.closest("tbody")) return;
    event.preventDefault();
    goal.classList.add("drop-here");
  });
  for (const end of ["dragleave", "drop", "dragend"]) {
    document.addEventListener(end, () => {
      for (const goal of document.querySelectorAll(".drop-here")) goal.classList.remove("drop-here");
    });
  }
  document.addEventListener("drop", (event) => {
    const goal = dragged && event.target.closest?.("tbody[data-goal]");
    if (!goal || goal === dragged.closest("tbody")) return;
    event.preventDefault();
    post(acts(dragged, "/classify/"), { row: `indicators.${dragged.dataset.row}`, goal: goal.dataset.goal, level: "" });
    dragged = null;
  });

  // A cell that is not saved yet has a border of its own.
  function mark(field) {
    const old = field.form?.elements.old;
    if (old) field.closest(".cell").classList.toggle("is-dirty", old.value !== field.value);
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches?.(".cell textarea")) mark(event.target);
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector(".cell.is-dirty, .conflict")) event.preventDefault();
  });

  // Cells copied from a worksheet fill the cells below and to the right, in one save that is merged cell by cell.
  document.addEventListener("paste", (event) => {
    const field = event.target;
    const text = event.clipboardData?.getData("text/plain") || "";
    const from = field.closest?.("#tree td.cell[data-column]");
    if (!from || !/\t|\n./.test(text.replace(/\r/g, ""))) return;
    event.preventDefault();
    const form = new URLSearchParams();
    form.append("revision", document.getElementById("revision").value);
    const rows = grid(text);
    const below = fields(from.dataset.column);
    const top = below.indexOf(field);
    rows.forEach((cells, down) => {
      const start = below[top + down];
      if (!start) return;
      const right = columns(start.closest("tr"));
      const left = right.indexOf(start);
      cells.forEach((each, across) => {
        const target = right[left + across];
        if (!target) return;
        form.append("path", target.form.elements.path.value);
        form.append("old", target.form.elements.old.value);
        form.append("text", each);
      });
    });
    send(field.form.getAttribute("hx-post"), form);
  });
  function send(url, form) {
    const token = JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}");
    fetch(url, { method: "POST", headers: { ...token, "HX-Request": "true" }, body: form, credentials: "same-origin" })
      .then((answer) => answer.text())
      .then((html) => {
        const holder = document.createElement("template");
        holder.innerHTML = html;
        for (const part of [...holder.content.querySelectorAll("[hx-swap-oob]")]) {
          const here = document.getElementById(part.id);
          part.removeAttribute("hx-swap-oob");
          if (!here) continue;
          here.replaceWith(part);
          htmx.process(part);
        }
        const rest = holder.content.querySelector(".message.error");
        if (rest) document.getElementById("messages").replaceChildren(rest);
        document.dispatchEvent(new CustomEvent("filing-saved"));
      });
  }
  function grid(text) {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      if (quoted) {
        if (sign !== '"') cell += sign;
        else if (text[at + 1] === '"') {
          cell += '"';
          at += 1;
        } else quoted = false;
      } else if (sign === '"' && cell === "") quoted = true;
      else if (sign === "\t") {
        rows.at(-1).push(cell);
        cell = "";
      } else if (sign === "\n") {
        rows.at(-1).push(cell);
        rows.push([]);
        cell = "";
      } else if (sign !== "\r") cell += sign;
    }
    if (cell !== "" || rows.at(-1).length) rows.at(-1).push(cell);
    if (!rows.at(-1).length) rows.pop();
    return rows;
  }

  // Findings stand beside their cells as well as in the list: their codes always, their sentences while the cell has the focus.
  function place() {
    for (const slot of document.querySelectorAll("#sheet .slot")) slot.replaceChildren();
    for (const cell of document.querySelectorAll("#sheet .cell")) cell.classList.remove(...Object.values(LEVELS));
    for (const finding of document.querySelectorAll("#findings .finding[data-cell]")) {
      const cell = document.getElementById(finding.dataset.cell);
      const slot = cell?.querySelector(".slot");
      if (!slot) continue;
      if (!slot.firstChild) {
        slot.append(document.createElement("span"), document.createElement("div"));
        slot.firstChild.className = "chips";
        slot.lastChild.className = "slot-body";
      }
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.dataset.severity = finding.dataset.severity;
      const [level, code] = [".finding-level", ".finding-code"].map((part) => finding.querySelector(part)?.textContent || "");
      chip.textContent = code;
      chip.title = `${level} ${code}`;
      chip.setAttribute("aria-label", `${level} ${code}`);
      slot.firstChild.append(chip);
      const copy = document.createElement("div");
      copy.className = "finding";
      copy.dataset.severity = finding.dataset.severity;
      copy.append(...[...finding.childNodes].map((each) => each.cloneNode(true)));
      copy.querySelector(".finding-link")?.remove();
      slot.lastChild.append(copy);
      cell.classList.add(LEVELS[finding.dataset.severity] || LEVELS.info);
      htmx.process(copy);
    }
  }
  document.addEventListener("htmx:after:swap", place);

  // A click on a used cell of the source goes to the cell it filled.
  document.addEventListener("click", (event) => {
    const used = event.target.closest?.(".source-grid td.used");
    if (!used) return;
    const cell = document.querySelector(`#sheet [data-lights="${CSS.escape(used.id)}"]`);
    cell?.querySelector("textarea")?.focus();
    cell?.scrollIntoView({ block: "center" });
  });

  // What was asked for below the table comes into view and takes the focus.
  const below = document.getElementById("statements");
  if (below && below !== editor) {
    new MutationObserver(() => {
      below.parentElement.scrollIntoView({ block: "nearest" });
      below.querySelector("textarea, button")?.focus();
    }).observe(below, { childList: true });
  }

  // After a save the old text is the new one: the mark goes.
  document.addEventListener("htmx:after:swap", () => {
    for (const field of document.querySelectorAll(".cell.is-dirty textarea")) mark(field);
  });
})();
