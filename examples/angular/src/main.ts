import { provideZonelessChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { Deals } from "./deals";

bootstrapApplication(Deals, { providers: [provideZonelessChangeDetection()] }).catch(console.error);
