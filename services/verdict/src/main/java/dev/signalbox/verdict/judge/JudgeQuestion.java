package dev.signalbox.verdict.judge;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a judge is asked.
 *
 * @param model public name of a model or route of the pool
 * @param system who the judge is and how it judges
 * @param question what it judges; texts of others belong in here, marked as such, never in {@code
 *     system}
 * @param schemaName what the reply is called, letters and underscores
 * @param schema JSON Schema that the reply must satisfy
 * @param maxOutputTokens most tokens of the reply
 */
public record JudgeQuestion(
    String model,
    String system,
    String question,
    String schemaName,
    JsonNode schema,
    int maxOutputTokens) {}
