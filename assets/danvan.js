/* danvan.js - conveniences. Every page does its work without it. */
"use strict";

/* A second click within two seconds sends nothing: the server would know it as the same, the person would not. */
document.addEventListener("submit", (event) => {
	const form = event.target, now = Date.now();
	if (form.method === "post" && now - Number(form.dataset.sent || 0) < 2000) event.preventDefault();
	else form.dataset.sent = String(now);
});

/* A link of the error summary shows the label too, not only the field. */
document.addEventListener("click", (event) => {
	const link = event.target.closest(".error-summary a");
	const field = link && document.getElementById(link.hash.slice(1));
	if (!field) return;
	event.preventDefault();
	(field.closest(".field") || field).scrollIntoView();
	field.focus({ preventScroll: true });
});

/* Copying a code. */
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
	button.hidden = false;
	button.setAttribute("aria-live", "polite");
	button.addEventListener("click", async () => {
		await navigator.clipboard.writeText(button.dataset.copy);
		button.textContent = button.dataset.done;
	});
}

/* Printing a receipt. */
for (const button of document.querySelectorAll("[data-print]")) {
	button.hidden = false;
	button.addEventListener("click", () => window.print());
}

/* Finding a unit as one types: the same answers that the button brings, put into the same place. */
for (const picker of document.querySelectorAll("[data-find]")) {
	const input = picker.querySelector("input"), found = picker.querySelector(".picker-found"), status = picker.querySelector(".picker-status");
	const name = picker.dataset.id + "_id";
	let timer = 0, asked = 0;

	const option = (unit, i) => {
		const row = document.createElement("div"), radio = document.createElement("input"), label = document.createElement("label");
		const within = document.createElement("span");
		row.className = "choice";
		radio.type = "radio";
		radio.name = name;
		radio.value = unit.id;
		radio.id = i ? name + "-" + i : name;
		within.className = "quiet";
		within.textContent = unit.within || "";
		label.htmlFor = radio.id;
		label.append(unit.name + " ", within);
		row.append(radio, label);
		return row;
	};
	const show = (units) => {
		found.querySelectorAll(".choice").forEach((row) => row.remove());
		found.append(...units.map(option));
		found.hidden = units.length === 0;
		status.textContent = units.length ? picker.dataset.found : picker.dataset.none;
	};
	const find = async () => {
		const number = ++asked, url = new URL(picker.dataset.find, location.href);
		url.searchParams.set("q", input.value);
		try {
			const answer = await fetch(url, { headers: { Accept: "application/json" } });
			if (answer.ok && number === asked) show(await answer.json());
		} catch { /* offline: the button still asks the server */ }
	};
	input.addEventListener("input", () => {
		clearTimeout(timer);
		if (input.value.trim().length > 1) timer = setTimeout(find, 250);
	});
}

/* Officers' keys: j and k walk the list, o opens, / looks up a code, ? shows the help. They can be switched off, here and for good. */
(() => {
	const help = document.getElementById("keys"), opener = document.querySelector("[data-keys-help]");
	if (!help || !document.body.dataset.keys) return;
	const toggle = help.querySelector("[data-keys-switch]"), on = toggle.textContent;
	const links = () => [...document.querySelectorAll("[data-rows] .row-link")];
	let off = localStorage.getItem("keys") === "off";

	const step = (by) => {
		const all = links(), at = all.indexOf(document.activeElement), next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
		if (next) next.focus();
	};
	const show = () => { help.hidden = !help.hidden; if (!help.hidden) toggle.focus(); };
	const word = () => { toggle.textContent = off ? toggle.dataset.off : on; };
	const keys = {
		j: () => step(1),
		k: () => step(-1),
		o: () => { if (links().includes(document.activeElement)) document.activeElement.click(); },
		"/": () => document.getElementById("find-code").focus(),
		"?": show,
	};
	word();
	opener.hidden = false;
	opener.addEventListener("click", show);
	toggle.addEventListener("click", () => {
		off = !off;
		localStorage.setItem("keys", off ? "off" : "on");
		word();
	});
	document.addEventListener("keydown", (event) => {
		const typing = event.target.closest("input, textarea, select");
		if (event.key === "Escape") help.hidden = true;
		if (off || typing || event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
		event.preventDefault();
		keys[event.key]();
	});
})();
