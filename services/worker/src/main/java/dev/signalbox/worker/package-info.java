/**
 * The model worker: api, jobs, cli over serving over engine over program, cache and checkpoint; no
 * arrow runs up.
 */
@NullMarked
package dev.signalbox.worker;

import org.jspecify.annotations.NullMarked;
