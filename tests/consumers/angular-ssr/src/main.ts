import { provideZonelessChangeDetection } from "@angular/core";
import { bootstrapApplication, provideClientHydration } from "@angular/platform-browser";
import { Deals } from "./deals";

bootstrapApplication(Deals, { providers: [provideZonelessChangeDetection(), provideClientHydration()] }).catch(
  console.error,
);
