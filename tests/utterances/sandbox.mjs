// The sandbox that sentences are sent to.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const { env } = process;

export const pkg = resolve(env.PKG ?? "pkg");

function findSandbox() {
  if (env.SANDBOX) return env.SANDBOX;
  const name = "opportunity-stage-sandbox";
  const roots = [join(pkg, "..")];
  const places = roots.flatMap((root) => [join(root, "target/debug", name), join(root, "target/release", name)]);
  const found = [...places, ...(env.PATH ?? "").split(":").map((folder) => join(folder, name))].find(existsSync);
  if (!found) throw new Error("no sandbox: name its binary in SANDBOX");
  return found;
}

export async function startSandbox() {
  const child = spawn(findSandbox(), ["--port", env.PORT ?? "0"], { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill());
  let printed = "";
  const ready = new Promise((done, fail) => {
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      printed += chunk;
      const line = /^ready (\{.*\})$/mu.exec(printed)?.[1];
      if (line) done(JSON.parse(line));
    });
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`the sandbox ended with ${code}: ${printed}`)));
  });
  const { address, token } = await ready;
  const call = async (path, body, method = body === undefined ? "GET" : "POST", bearer = token) => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const answer = await fetch(address + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const about = await call("/sandbox");
  return {
    address,
    token,
    call,
    users: about.users,
    me: about.users.find((user) => user.token === token) ?? about.users[0],
    stop: () => child.kill(),
    select: async (soql) => (await call(`/services/data/v66.0/query?q=${encodeURIComponent(soql)}`)).records,
    writes: async () => (await call("/sandbox/log")).writes.filter((write) => write.object === "Opportunity"),
  };
}

export const COLUMNS =
  "Id, Name, StageName, CloseDate, Amount, IsClosed, IsWon, NextStep, Discount__c, MRR__c, Owner.Name, Account.Name, LastModifiedDate";
