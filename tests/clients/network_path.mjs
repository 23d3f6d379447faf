// A network path to a port of this machine that fails as paths do: it is cut, or falls silent.
import { once } from "node:events";
import { connect, createServer } from "node:net";

export async function openPath(to) {
  const present = new Set();
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    const both = [near, far];
    present.add(both);
    for (const end of both) {
      end.on("error", () => {});
      end.on("close", () => {
        if (present.delete(both)) both.forEach((each) => each.destroy());
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const silent = new Set();
  const { port } = server.address();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return present.size;
    },
    // Every connection ends, whatever is under way.
    cut() {
      for (const both of present) both.forEach((end) => end.destroy());
    },
    // Nothing goes over the present connections any more, and neither side is told.
    silence() {
      for (const both of present) {
        const [near, far] = both;
        near.unpipe(far).pause();
        far.unpipe(near).pause();
        present.delete(both);
        silent.add(both);
      }
    },
    close() {
      this.cut();
      for (const both of silent) both.forEach((each) => each.destroy());
      server.close();
    },
  };
}
