import { createApp } from "vue";
import Deals from "./Deals.vue";

createApp(Deals, { account: "Acme" }).mount("#app");
