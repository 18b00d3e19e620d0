/** Finds votes that honest voters would hardly cast. Plain Java; it flags and never deletes. */
@NullMarked
package dev.signalbox.verdict.integrity;

import org.jspecify.annotations.NullMarked;
