import "./element.js";
export {};
