/** Start of the page `/access-log`. */
import { page } from "./page";
import { accessLogPage } from "./ui/access-log";

void page("access_log", accessLogPage);
