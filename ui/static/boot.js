// Starts the user interface. The only Trusted Types policy of the page is made here, before anything is mounted.
const violations = (window.slipwayViolations = []);
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});

if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", {
    // The templates of the compiled views; texts of users and of the network are set as text, never as markup.
    createHTML: (markup) => markup,
    createScriptURL: (address) => {
      const url = new URL(address, location.href);
      if (url.origin !== location.origin) throw new TypeError(`refused script ${url.origin}`);
      return url.href;
    },
  });
}

function failed(error) {
  console.error(error);
  const text = document.createElement("p");
  text.className = "boot-failed";
  text.textContent =
    "Slipway could not start in this window. Nothing is lost: keys and drafts are stored. Reload to try again. " + error;
  document.body.append(text);
}

// A rejected top-level await reports nothing in WebKitGTK, so every step is caught here.
try {
  const { default: init } = await import("/ui.js");
  await init({ module_or_path: "/ui_bg.wasm" });
} catch (error) {
  failed(error);
}
