/** Start of the page `/sign-in`. */
import { page } from "./page";
import { signInPage } from "./ui/sign-in";

void page("sign_in", signInPage);
