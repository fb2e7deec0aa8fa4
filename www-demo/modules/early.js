import { init } from "opportunity-stage";

// The core is compiled while the page is still being laid out. What goes wrong is told where the core is used.
init().catch(() => {});
