"""Which test proves which guarantee, and which planted fault it catches. ``docs/testing.md`` shows the same."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """``tests``: files whose tests belong to the guarantee; ``planted``: tests that plant a fault (26: those of 27)."""

    number: int
    guarantee: str
    tests: Sequence[str]
    planted: Sequence[str]


PROOFS = (
    Proof(
        1,
        "an acknowledged report survives kill -9",
        ("tests/faults/test_killed.py", "tests/faults/test_storage_killed.py", "tests/faults/test_slack_killed.py"),
        (
            "test_planted_fault_of_the_commit_is_caught",
            "test_planted_fault_of_the_send_is_caught",
            "test_planted_fault_of_the_commit_is_caught_in_slack",
            "test_planted_fault_of_the_send_is_caught_in_slack",
        ),
    ),
    Proof(
        2,
        "an acknowledged report survives a power failure",
        ("tests/faults/test_power_loss.py",),
        ("test_planted_fault_of_a_lazy_log_is_caught",),
    ),
    Proof(
        3,
        "repeated deliveries change nothing",
        (
            "tests/faults/test_delivered_twice.py",
            "tests/faults/test_guarantees_repeat.py",
            "tests/faults/test_slack_delivered_twice.py",
        ),
        ("test_planted_fault_of_the_keys_is_caught", "test_planted_fault_of_the_keys_is_caught_in_slack"),
    ),
    Proof(
        4,
        "a stage is entered once, and never missed",
        ("tests/faults/test_threshold_race.py",),
        ("test_planted_fault_of_the_lock_is_caught",),
    ),
    Proof(
        5,
        "a nudge reaches the lead through a failing chat API",
        ("tests/faults/test_slack_api_failing.py", "tests/faults/test_teams_api_failing.py"),
        (
            "test_planted_fault_of_the_wait_in_teams_is_caught",
            "test_planted_fault_of_a_failure_taken_for_sent_is_caught_in_teams",
            "test_planted_fault_of_a_message_sent_twice_is_caught_in_teams",
            "test_planted_fault_of_the_wait_is_caught",
            "test_planted_fault_of_a_failure_taken_for_sent_is_caught",
            "test_planted_fault_of_a_blind_repeat_is_caught",
        ),
    ),
    Proof(
        6,
        "everything is acknowledged while the chat API hangs",
        ("tests/faults/test_slack_hanging.py", "tests/faults/test_teams_hanging.py"),
        ("test_planted_fault_of_a_wait_for_slack_is_caught", "test_planted_wait_for_teams_is_caught"),
    ),
    Proof(
        7,
        "a full, read-only or locked disk is told in time",
        (
            "tests/faults/test_unwritable.py",
            "tests/faults/test_storage_disk.py",
            "tests/faults/test_storage_locked.py",
            "tests/faults/test_slack_unwritable.py",
        ),
        (
            "test_planted_fault_of_an_unheard_failure_is_caught",
            "test_planted_fault_of_an_unheard_failure_is_caught_in_slack",
            "test_planted_fault_of_an_unkept_event_is_caught",
        ),
    ),
    Proof(
        8,
        "a stop under load ends in time and loses nothing",
        ("tests/faults/test_stopped.py", "tests/faults/test_slack_stopped.py"),
        (
            "test_planted_fault_of_the_stop_is_caught",
            "test_planted_fault_of_the_commit_is_caught",
            "test_planted_fault_of_the_stop_is_caught_in_slack",
        ),
    ),
    Proof(
        9,
        "backup, restore, copy and migrations miss nothing",
        (
            "tests/faults/test_backup_under_load.py",
            "tests/contract/test_store_backup.py",
            "tests/contract/test_store_migrations.py",
        ),
        ("test_planted_fault_of_a_copied_file_is_caught",),
    ),
    Proof(10, "clock changes and a wandering clock double and miss nothing", ("tests/dialogs/test_clocks.py",), ()),
    Proof(
        11,
        "forged Slack requests reach no handler, and none is a failure",
        ("tests/faults/test_forged_slack.py", "tests/faults/test_slack_odd_payloads.py"),
        (
            "test_planted_fault_of_the_verifier_is_caught",
            "test_planted_verifier_that_lets_nobody_in_is_caught",
            "test_planted_fault_of_the_library_alone_is_caught",
        ),
    ),
    Proof(
        12,
        "forged or foreign Teams requests reach no handler and get no reply",
        ("tests/faults/test_forged_teams.py",),
        (
            "test_planted_fault_of_the_teams_verifier_is_caught",
            "test_planted_fault_of_unendorsed_keys_is_caught",
            "test_planted_verifier_that_lets_no_teams_in_is_caught",
        ),
    ),
    Proof(
        13,
        "everybody sees what is theirs to see, and does what is theirs to do",
        ("tests/faults/test_guarantees_access.py", "tests/faults/test_guarantee_pages.py"),
        ("test_planted_hole_is_found", "test_planted_hole_in_the_pages_is_found"),
    ),
    Proof(
        14,
        "what people wrote stays text in Slack, Teams, letters and papers",
        (
            "tests/adapters/slack/test_text_stays_text.py",
            "tests/adapters/teams/test_text_stays_text.py",
            "tests/faults/test_slack_text_acts.py",
            "tests/adapters/documents/test_letters.py",
            "tests/adapters/documents/test_printed.py",
        ),
        ("test_planted_fault_of_a_renderer_is_caught", "test_reader_sees_what_acts"),
    ),
    Proof(
        15,
        "no cell that is written is one that a spreadsheet computes",
        ("tests/faults/test_guarantee_spreadsheet.py",),
        ("test_planted_fault_of_a_bare_cell_is_caught",),
    ),
    Proof(
        16,
        "links let one in, once and in time; forms, cookies and headers are as they should be",
        ("tests/faults/test_guarantee_web.py",),
        ("test_planted_fault_of_a_link_used_twice_is_caught", "test_planted_fault_of_an_unasked_origin_is_caught"),
    ),
    Proof(
        17,
        "no secret and no person's word is left behind",
        ("tests/faults/test_slack_secrets.py", "tests/faults/test_teams_secrets.py"),
        (
            "test_planted_fault_of_a_logged_payload_is_caught",
            "test_planted_fault_of_a_talking_library_is_caught",
            "test_planted_fault_of_a_token_in_clear_is_caught",
            "test_planted_fault_of_a_logged_activity_is_caught",
        ),
    ),
    Proof(
        18,
        "a text that commands the language model can be classified and no more, and gets nothing into a letter",
        (
            "tests/faults/test_guarantee_model.py",
            "tests/faults/test_guarantee_letters.py",
            "tests/adapters/language/test_model_drafter.py",
            "tests/adapters/language/test_asking.py",
            "tests/adapters/language/test_model_wire.py",
            "tests/adapters/language/test_model_detector.py",
        ),
        ("test_planted_fault_of_a_trusted_answer_is_caught", "test_planted_fault_of_a_trusted_letter_is_caught"),
    ),
    Proof(
        19,
        "no address, number, id or known name leaves for the language model",
        (
            "tests/faults/test_guarantee_model.py",
            "tests/faults/test_guarantee_letters.py",
            "tests/adapters/language/test_hiding.py",
        ),
        ("test_planted_fault_of_the_hiding_is_caught", "test_planted_fault_of_a_letter_in_clear_is_caught"),
    ),
    Proof(
        20,
        "what nobody switched on is not read, and text without a finding is stored nowhere",
        ("tests/faults/test_guarantee_listening.py", "tests/dialogs/test_listening_switch.py"),
        ("test_planted_fault_of_the_listening_is_caught",),
    ),
    Proof(
        21,
        "a suspicion counts for nothing until a human confirms it",
        ("tests/faults/test_guarantee_suspicions.py", "tests/dialogs/test_suspicions.py"),
        ("test_planted_fault_of_a_counting_suspicion_is_caught",),
    ),
    Proof(
        22,
        "one angry person cannot part the firm from a client",
        ("tests/properties/test_record_of_one_person.py", "tests/properties/test_policy.py"),
        (),
    ),
    Proof(
        23,
        "reporters' names are nowhere without consent",
        ("tests/faults/test_guarantees_names.py",),
        ("test_planted_fault_answers_with_a_name_are_seen",),
    ),
    Proof(
        26,
        "after a check-in has closed nobody is matched to an answer more often than by guessing",
        ("tests/attack/test_linking.py",),
        (),
    ),
    Proof(
        27,
        "what would betray an answer is found where it is planted",
        ("tests/attack/test_planted_leaks.py", "tests/contract/test_repositories_checkins.py"),
        (
            "test_planted_column_of_the_table_of_answers_is_caught",
            "test_planted_echo_of_statements_is_caught",
            "test_planted_exception_with_its_parameters_in_the_log_is_caught",
            "test_planted_live_count_is_caught",
            "test_planted_unpadded_answers_are_caught",
            "test_planted_key_in_the_database_is_caught",
            "test_planted_results_in_the_order_of_arrival_are_caught",
            "test_planted_store_that_is_not_scoured_is_caught",
        ),
    ),
    Proof(
        28,
        "fewer answers than the group needs are visible nowhere, and no smaller group is accepted",
        ("tests/dialogs/test_checkins.py", "tests/unit/policies/test_publication.py"),
        (),
    ),
    Proof(
        29,
        "no guess about one person gains more than five points from all that was ever published",
        ("tests/attack/test_guessing.py",),
        (
            "test_planted_rule_that_shows_every_histogram_is_caught",
            "test_planted_rule_that_forgets_who_was_asked_before_is_caught",
        ),
    ),
    Proof(
        30,
        "no text, key or sign that somebody has answered is left anywhere, also after kill -9 during the close",
        (
            "tests/attack/test_killed_closing.py",
            "tests/attack/test_traces.py",
            "tests/attack/test_restored.py",
            "tests/adapters/vault/test_rounds.py",
        ),
        ("test_planted_trace_of_an_answer_is_caught",),
    ),
)
