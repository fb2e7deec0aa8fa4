// What a page feels while many records are updated.

/** Runs in the page: updates the records, and watches the frames, the long tasks and the memory during the update. */
export async function measured() {
  const { ids, salesforce, memory } = window;
  const frames = { longest: 0, over50: 0, count: 0 };
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ entryTypes: ["longtask"] });
  let last = performance.now();
  let watching = true;
  const watch = (now) => {
    frames.longest = Math.max(frames.longest, now - last);
    frames.over50 += now - last > 50 ? 1 : 0;
    frames.count += 1;
    last = now;
    if (watching) requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
  const wasm = () => memory.buffer.byteLength;
  const before = wasm();
  let highest = before;
  const phases = {};
  const onProgress = ({ phase, done }) => {
    highest = Math.max(highest, wasm());
    phases[phase] = { end: performance.now(), done };
  };
  const begun = performance.now();
  const { results, ...counts } = await salesforce.updateMany(
    ids.map((id) => ({ id, stage: "Closed Lost" })),
    { onProgress },
  );
  const ended = performance.now();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  watching = false;
  observer.disconnect();
  return {
    counts,
    reading: phases.reading.end - begun,
    writing: ended - phases.reading.end,
    ...window.traffic,
    before,
    highest,
    after: wasm(),
    longestTask: Math.max(0, ...tasks),
    longTasks: tasks.length,
    frames,
    results: results.length,
  };
}
