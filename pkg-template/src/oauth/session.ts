import type { Session } from "../../oauth.js";
import { isProblem } from "../problem.js";
import { checked, ended } from "./failure.js";
import { renew, revoke, revokeAtLast, type Granted } from "./grant.js";
import { exclusively } from "./lock.js";
import type { App } from "./options.js";
import { isRefusal, patiently, why } from "./refusal.js";

/** A signed-in user. The tokens live in this closure only, and end with the page. */
export function startSession(app: App, granted: Granted): Session {
  let tokens = granted;
  let over: string | undefined;
  let renewing: Promise<void> | undefined;

  const stop = () => {
    if (over !== undefined) throw ended("session_expired", over);
  };

  /** One refresh at a time: callers in this tab share the promise, tabs of this browser share the lock. */
  const refresh = (): Promise<void> => {
    renewing ??= exclusively(`opportunity-stage.refresh.${app.login}.${app.clientId}`, replace).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  const replace = async () => {
    stop();
    const { refreshToken } = tokens;
    if (refreshToken === null) {
      over = "the session has ended, and the app has no refresh token";
      return stop();
    }
    try {
      const fresh = await checked(app, () => patiently(() => renew(app, refreshToken, granted)));
      // Without rotation the old refresh token stays valid, and is not repeated.
      tokens = { ...fresh, refreshToken: fresh.refreshToken ?? refreshToken };
    } catch (error) {
      if (isProblem(error) && error.code === "session_expired") {
        over = error.message;
        // Without rotation the old refresh token is still valid.
        revokeAtLast(app, refreshToken);
      } else if (isRefusal(error)) {
        over = `the session has ended: Salesforce takes the refresh token no longer, ${why(error)}`;
      }
      stop();
      throw error;
    }
  };

  // With the page the tokens are lost. At Salesforce they end as well: an app has five refresh tokens for each user, and
  // one more ends the oldest, which may be that of a tab at work. A page that is kept may come back, with its tokens.
  addEventListener("pagehide", ({ persisted }) => {
    if (!persisted && over === undefined) revokeAtLast(app, tokens.refreshToken ?? tokens.accessToken);
  });

  return {
    instanceUrl: granted.instance,
    user: granted.user,
    scopes: granted.scopes ?? app.scopes,
    issuedAt: granted.issuedAt === null ? null : new Date(granted.issuedAt).toISOString(),
    get active() {
      return over === undefined;
    },
    get accessToken() {
      // Each connection has its own function: if it is called again while the token is unchanged, that token was
      // rejected; if the token has changed, another connection has renewed it.
      let given: string | undefined;
      return async () => {
        stop();
        if (given === tokens.accessToken) await refresh();
        stop();
        given = tokens.accessToken;
        return given;
      };
    },
    async refresh() {
      stop();
      await refresh();
    },
    async signOut() {
      if (over !== undefined) return;
      over = "the person has signed out";
      // A pending refresh returns new tokens, which must be revoked as well.
      await renewing?.catch(() => undefined);
      const { refreshToken, accessToken } = tokens;
      tokens = { ...tokens, refreshToken: null, accessToken: "" };
      await checked(app, () => revoke(app, refreshToken ?? accessToken));
    },
  };
}
