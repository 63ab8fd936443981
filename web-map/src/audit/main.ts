/** Start of the form. */
import "../checklist/styles/base.css";
import "./styles/audit.css";
import { App } from "./app/app";

const app = new App(document.body);
void app.start();

// Without a service worker the form works as long as there is network.
if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register("./audit-worker.js", { scope: "./audit" }).catch(() => undefined);
}
