import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Deals } from "./Deals.tsx";

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <Deals account="Acme" />
  </StrictMode>,
);
