export function bulkPart() {}
