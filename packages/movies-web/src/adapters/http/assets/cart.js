// Shows the cart as it changes. Without this script the page is the same, and a reload brings it up to date.
const cart = document.getElementById("cart");
const live = document.getElementById("cart-live");
let waiting;

/** Whoever is about to type a quantity is not interrupted. */
function show(html) {
  if (cart.contains(document.activeElement)) {
    waiting = html;
    return;
  }
  waiting = undefined;
  // From this site's own template, which escapes; the policy of the page lets nothing in it run.
  if (cart.innerHTML.trim() !== html.trim()) cart.innerHTML = html;
}

cart.addEventListener("focusout", () => {
  setTimeout(() => {
    if (waiting !== undefined) show(waiting);
  });
});

const events = new EventSource(cart.dataset.events);
events.addEventListener("message", ({ data }) => {
  live.textContent = "Live";
  show(data);
});
events.addEventListener("error", () => {
  // A session that is over needs a login.
  live.textContent = events.readyState === EventSource.CLOSED ? "" : "Connecting…";
});
