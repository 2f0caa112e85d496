import { expect } from "expect";
import { ConfigError } from "../../../../lib/server/config/config.ts";
import {
  listenError,
  StartError,
  startProblem,
} from "../../../../lib/server/config/start_error.ts";
import { storageFileError } from "../../../../lib/server/storage/storage_file.ts";

Deno.test("listenError() names the variable in one line, and is null for other errors", () => {
  const { AddrInUse, AddrNotAvailable, PermissionDenied } = Deno.errors;
  const line = (error: unknown) => listenError(error)?.message ?? null;
  expect(line(new AddrInUse("Address already in use (os error 98)")))
    .toBe("Cannot start: PORT: another process listens there; choose another port");
  expect(line(new AddrNotAvailable("Cannot assign (os error 99)"))).toMatch(
    /^Cannot start: HOST: /,
  );
  expect(line(new PermissionDenied("Permission denied (os error 13)"))).toMatch(/: PORT: no right/);
  expect(line(new PermissionDenied("Permission denied (os error 13): open '/data/x'"))).toBe(null);
  expect(line(new TypeError("a defect"))).toBe(null);
});

Deno.test("startProblem() is the line of an invalid environment, and null for a defect", () => {
  expect(startProblem(new StartError("KV_URL", "no"))).toBe("Cannot start: KV_URL: no");
  expect(startProblem(new ConfigError(["PORT: wrong"]))).toContain("PORT: wrong");
  expect(startProblem(new TypeError("a defect"))).toBe(null);
});

Deno.test("storageFileError() has the system's reason, and no path", () => {
  const denied = new Deno.errors.PermissionDenied(
    "Permission denied (os error 13): open '/data/x'",
  );
  expect(storageFileError("the folder of the file cannot be written", denied).message)
    .toBe("Cannot start: KV_URL: the folder of the file cannot be written (Permission denied)");
  expect(
    storageFileError("the database cannot be opened", new Error("database or disk is full"))
      .message,
  )
    .toBe("Cannot start: KV_URL: the database cannot be opened (database or disk is full)");
});
