// #region page
import "opportunity-stage/define";

const element = document.querySelector("opportunity-stage");
element.allowedOrigins = [location.origin];
element.instanceUrl = location.origin; // the proxy; there is no `accessToken`
// #endregion
