'use strict';
// Stands in for a native module: the test host ends its extension hosts itself.
exports.start = () => {};
