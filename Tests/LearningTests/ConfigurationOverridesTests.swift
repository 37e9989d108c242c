import Learning
import Testing

@Suite struct ConfigurationOverridesTests {
    private let defaults = RunConfiguration()

    @Test func environmentVariablesNameSettingsInUpperSnakeCase() throws {
        let configuration = try defaults.applying(environment: [
            "PYRAMIDION_PRETRAIN_STEPS": "60", "PYRAMIDION_PRETRAIN_RETRIEVER_LEARNING_RATE": "3e-5",
            "PYRAMIDION_OPTIMIZER_BETA1": "0.8", "PYRAMIDION_LIBTORCH": "/opt/libtorch", "HOME": "/root",
        ])
        #expect(configuration.pretrain.steps == 60)
        #expect(configuration.pretrain.retrieverLearningRate == 3e-5)
        #expect(configuration.optimizer.beta1 == 0.8)
    }

    @Test func aVariableThatNamesNoSettingOfItsSectionIsAMistake() {
        let problem = #expect(throws: ConfigurationProblem.self) {
            try defaults.applying(environment: ["PYRAMIDION_PRETRAIN_STEP": "60"])
        }
        #expect(
            problem?.description == "environment variable PYRAMIDION_PRETRAIN_STEP: PYRAMIDION_PRETRAIN_STEP is not a "
                + "setting; did you mean PYRAMIDION_PRETRAIN_STEPS?")
    }

    @Test func variablesThatFitOnlyTogetherAreTakenTogether() throws {
        let configuration = try defaults.applying(environment: [
            "PYRAMIDION_MASKING_MINIMUM_SENTENCE": "60", "PYRAMIDION_MASKING_MAXIMUM_SENTENCE": "80",
            "PYRAMIDION_EMBEDDER_QUERY_PROJECTION": "true", "PYRAMIDION_ENCODER_JOINT_TOKENS": "90",
            "PYRAMIDION_ENCODER_QUERY_TOKENS": "48",
        ])
        #expect(configuration.masking.minimumSentence == 60 && configuration.masking.maximumSentence == 80)
        #expect(configuration.encoder.jointTokens == 90 && configuration.encoder.queryTokens == 48)
    }

    @Test func theVariableSinceWhichSettingsDoNotFitIsNamed() {
        let problem = #expect(throws: ConfigurationProblem.self) {
            try defaults.applying(environment: [
                "PYRAMIDION_ENCODER_DROPOUT": "0.1", "PYRAMIDION_MASKING_MAXIMUM_SENTENCE": "5",
                "PYRAMIDION_PRETRAIN_STEPS": "60", "ZONE": "UTC",
            ])
        }
        #expect(
            problem?.description
                == "environment variable PYRAMIDION_MASKING_MAXIMUM_SENTENCE: masking.minimumSentence is 8, more than "
                + "masking.maximumSentence (5)")
    }

    @Test func aVariablesValueIsChecked() {
        let problem = #expect(throws: ConfigurationProblem.self) {
            try defaults.applying(environment: ["PYRAMIDION_ENGINE_DEVICE": "tpu"])
        }
        #expect(
            problem?.description
                == "environment variable PYRAMIDION_ENGINE_DEVICE: engine.device is \"tpu\"; expected cpu or cuda")
    }

    @Test func theLastAssignmentWins() throws {
        let configuration = try defaults.applying(assignments: [
            "pretrain.steps=60", "embedder.start=a=b", "pretrain.steps=70", "masking.spans=",
        ])
        #expect(configuration.pretrain.steps == 70)
        #expect(configuration.embedder.start == "a=b")
    }

    @Test func settingsThatFitOnlyTogetherMayBeSetInAnyOrder() throws {
        let configuration = try defaults.applying(assignments: [
            "masking.minimumSentence=60", "masking.maximumSentence=80",
        ])
        #expect(configuration.masking.minimumSentence == 60)
    }

    @Test(arguments: [
        ("pretrain.steps", "--set pretrain.steps: the setting is \"pretrain.steps\"; expected section.key=value"),
        (
            "pretrain.setps=6",
            "--set pretrain.setps=6: pretrain.setps is not a setting; did you mean pretrain.steps?"
        ),
        (
            "steps=6",
            "--set steps=6: steps is not a setting; there are corpus, embedder, encoder, reader, masking, "
                + "warmstart, reading, pretrain, alarm, refresh, finetune, optimizer, engine"
        ),
        (
            "encoder.queryTokens=400",
            "--set encoder.queryTokens=400: encoder.queryTokens is 400, which leaves no room for a passage in "
                + "encoder.jointTokens (384)"
        ),
    ])
    func aMistakeOnTheCommandLineIsNamed(assignment: String, expected: String) {
        let problem = #expect(throws: ConfigurationProblem.self) { try defaults.applying(assignments: [assignment]) }
        #expect(problem?.description == expected)
    }
}
