/** Server-rendered pages; a small external script adds live updates. */
@NullMarked
package dev.signalbox.verdict.console;

import org.jspecify.annotations.NullMarked;
