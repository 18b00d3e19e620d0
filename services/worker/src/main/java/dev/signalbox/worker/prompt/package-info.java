/**
 * From messages to token ids and back: chat template, picture placeholders, tokenizer, streamed
 * text. The rule: the user's text never becomes a control token that opens a picture.
 */
@NullMarked
package dev.signalbox.worker.prompt;

import org.jspecify.annotations.NullMarked;
