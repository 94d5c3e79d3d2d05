namespace DataSpec.EndToEnd;

/// <summary>Long tests whose parts are covered by quicker ones on one real part too: a commit runs one of each group.</summary>
/// <param name="What">Of what they are scenarios.</param>
sealed record Scenarios(string What, string[] Names)
{
    public static Scenarios Backups { get; } = new("backups, restores and upgrades",
    [
        nameof(InterruptedUpgradeSpecs.Killed_at_a_record_the_next_command_says_what_to_type_and_that_ends_in_a_whole_state),
        nameof(InterruptedMajorUpgradeSpecs.Killed_at_a_record_of_an_upgrade_of_Postgres_the_next_command_ends_in_a_whole_state),
        nameof(ReleaseFolderSpecs.Files_of_a_release_come_in_beside_what_the_owner_changed_and_Rollback_takes_them_out),
        nameof(MajorUpgradeSpecs.Postgres_Airflow_and_Superset_go_to_their_next_versions_at_once_and_back_with_all_that_they_knew),
        nameof(UpgradeAccidentSpecs.After_an_accident_to_the_machine_the_next_command_ends_in_a_whole_state),
        nameof(FailedUpgradeSpecs.A_failure_leaves_or_brings_back_the_old_state),
        nameof(RehearseSpecs.Rehearse_boots_every_service_parses_the_dags_and_leaves_nothing_of_it),
        nameof(RestoreSpecs.What_was_dropped_and_changed_is_back_services_log_in_and_undo_brings_back_the_change),
        nameof(RestoreSpecs.The_page_in_a_backup_restores_it_literally_without_the_tool),
        nameof(RestoreSpecs.A_clone_runs_beside_the_stack_with_every_dag_paused_and_is_removed_without_a_trace),
        nameof(ScheduleSpecs.What_the_schedule_starts_makes_a_proved_backup_and_a_failure_is_told_until_the_next_success),
        nameof(Verification.DeepSpecs.A_killed_deep_look_leaves_the_stack_as_it_was_and_the_next_one_removes_its_copy),
        nameof(BackupAccidentSpecs.After_an_accident_under_a_backup_nothing_is_lost_and_the_next_one_is_proved),
        nameof(BackupAccidentSpecs.After_an_accident_under_a_restore_the_next_command_ends_in_the_state_before_or_in_that_of_the_backup),
        nameof(BackupSpecs.An_incremental_backup_continues_the_last_one_and_a_wrong_recipient_is_refused),
    ]);

    public static Scenarios Accidents { get; } = new("interrupted starts and accidents",
    [
        nameof(InterruptedUpSpecs.A_signal_during_Up_ends_it_with_its_own_code_and_the_next_Up_finishes),
        nameof(InterruptedUpSpecs.Of_two_Ups_at_once_one_does_the_work_and_the_other_says_who_holds_the_lock),
        nameof(InterruptedUpSpecs.A_tool_killed_at_any_step_leaves_no_lock_and_the_next_Up_finishes),
        nameof(StoppedEngineSpecs.An_engine_that_stops_during_Up_gives_one_clear_error_and_the_next_Up_finishes),
        nameof(FullDiskSpecs.After_a_disk_ran_full_during_a_load_freeing_room_brings_everything_back),
    ]);

    public static Scenarios Stops { get; } = new("stops and profiles",
    [
        nameof(DownSpecs.Down_and_Up_keep_the_data_and_run_no_one_shot_again),
        nameof(PlainUserSpecs.A_user_who_is_not_root_starts_backs_up_restores_upgrades_and_removes_a_stack),
        nameof(DownSpecs.Down_with_volumes_keeps_the_data_too),
        nameof(ProfileSpecs.A_profile_that_is_left_out_stops_and_comes_back_with_its_data),
        nameof(ProfileSpecs.A_log_stack_that_cannot_run_is_told_of_and_Up_succeeds_without_it),
    ]);

    public static Scenarios Rotations { get; } = new("rotations",
    [
        nameof(RotateSecretsSpecs.All_secrets_change_at_once_and_nothing_stored_is_lost),
        nameof(RotateSecretsSpecs.One_secret_alone_changes_and_services_that_do_not_hold_it_run_on),
        nameof(RotateSecretsSpecs.Killed_at_any_record_the_next_command_says_what_to_type_and_resume_proves_the_new_secrets),
    ]);
}
