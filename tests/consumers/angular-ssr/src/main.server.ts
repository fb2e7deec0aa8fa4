import { provideZonelessChangeDetection } from "@angular/core";
import { type BootstrapContext, bootstrapApplication, provideClientHydration } from "@angular/platform-browser";
import { provideServerRendering, RenderMode, withRoutes } from "@angular/ssr";
import { Deals } from "./deals";

const providers = [
  provideZonelessChangeDetection(),
  provideClientHydration(),
  provideServerRendering(withRoutes([{ path: "**", renderMode: RenderMode.Server }])),
];

export default (context: BootstrapContext) => bootstrapApplication(Deals, { providers }, context);
