/** Start of the form. */
import "../checklist/styles/base.css";
import "./styles/audit.css";
import { LANGUAGES } from "../i18n/translate";
import { App } from "./app/app";

const app = new App(document.body);
void app.start();

// In the demo the form too says as whom one looks; anywhere else, and without network, it needs no strip.
void import("../shell/bar").then(async ({ shell }) => {
  const language = LANGUAGES.find((one) => one === document.documentElement.lang) ?? "kk";
  const strip = await shell({ language });
  if (strip.session.demo) document.body.prepend(strip.element);
}).catch(() => undefined);

// Without a service worker the form works as long as there is network.
if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register("./audit-worker.js", { scope: "./audit" }).catch(() => undefined);
}
