/**
 * OpenAI's words for the worker's own: chat completion requests in, completions, chunks and errors
 * out. The rule: no transport here; the HTTP endpoint, the batch jobs and the tests share it.
 */
@NullMarked
package dev.signalbox.worker.openai;

import org.jspecify.annotations.NullMarked;
