// A line with latency between a client and a server: what passes is counted, so that every client is measured alike.
import net from "node:net";

/**
 * @param {string} target the server's address
 * @param {number} latency milliseconds that each answer is kept back
 */
export async function openLine(target, latency) {
  const { hostname, port } = new URL(target);
  const counted = { up: 0, down: 0 };
  const sockets = new Set();
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      // A client that disconnects is not an error of the proxy.
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk) => {
      counted.up += chunk.length;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      counted.down += chunk.length;
      setTimeout(() => client.writable && client.write(chunk), latency);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    /** What passed since the last call. */
    take() {
      const { up, down } = counted;
      counted.up = counted.down = 0;
      return { up, down };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
