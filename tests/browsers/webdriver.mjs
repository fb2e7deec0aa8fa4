// A session of W3C WebDriver (https://www.w3.org/TR/webdriver2/), as far as these tests need one.

/**
 * @param {string} address of the driver
 * @param {object} capabilities
 */
export async function openSession(address, capabilities) {
  const call = async (method, path, body) => {
    const response = await fetch(`${address}/session${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const { sessionId, capabilities: granted } = await call("POST", "", { capabilities: { alwaysMatch: capabilities } });
  const session = `/${sessionId}`;
  await call("POST", `${session}/timeouts`, { script: 120_000, pageLoad: 60_000 });
  return {
    version: granted.browserVersion,
    goto: (url) => call("POST", `${session}/url`, { url }),
    /** Evaluates an expression in the page and waits for its promise. */
    async evaluate(expression) {
      // The protocol has no rejections: they come back as data.
      const script = `const done = arguments[arguments.length - 1];
        Promise.resolve(${expression}).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value, error } = await call("POST", `${session}/execute/async`, { script, args: [] });
      if (error) throw new Error(error);
      return value;
    },
    close: () => call("DELETE", session),
  };
}
