import { checkRooms } from "./check.ts";
import { format } from "./violation.ts";

const root = process.argv[2] ?? ".";
try {
  const { violations, services } = checkRooms(root);
  for (const { name, files, median, longest } of services) {
    console.log(`${name}: ${files} files, median ${median} lines, longest ${longest.lines} (${longest.path})`);
  }
  for (const violation of violations) console.error(format(violation));
  console.log(`rooms: ${violations.length} violations`);
  if (violations.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
