-- A cascade of 23,000 trainers in ten generations and 1.7 million people, made in seconds.
--
-- Person 1 is the founder. Trainer n was trained by trainer (n - 2) / 3 + 1, so each of the first
-- ones trained three, and generation g begins after (3^g - 1) / 2 trainers. 85,000 trainings go
-- round by turns; every third has a co-trainer as well. Everybody else completed one training, one
-- in 34 another one; 170,000 did not complete theirs.
SET LOCAL session_replication_role = replica;
INSERT INTO lms_person (id, password, is_superuser, public_id, first_name, last_name, email, language,
    is_active, is_staff, is_demo, date_joined, name_key)
SELECT n, '!', false, gen_random_uuid(), 'Person', 'Number ' || n, '', 'en', true, false, true, '2000-01-01',
    'number ' || n || ' person'
FROM generate_series(1, 1870000) n;
INSERT INTO courses_delivery (id, uid, code, title, kind, activity, language, zone, venue, online_link,
    capacity, attendance_percent, has_field_project, lists_lock_after_days, created_at, opened_at,
    closed_at, programme_id)
SELECT n, gen_random_uuid(), 'd' || n, 'Training ' || n, 'training', 'training', 'en', 'Europe/Madrid',
    '', '', 30, 80, false, 14, day, day, day + interval '90 days', {programme}
FROM (
    SELECT n, timestamptz '2000-03-01' + interval '1 year'
        * floor(log(3, 2.0 * ((n - 1) % 23000 + 1) - 1) + 1e-9) AS day
    FROM generate_series(1, 85000) n
) numbered;
INSERT INTO courses_session (id, uid, delivery_id, week, title, starts_at, minutes, zone, place,
    online_link, is_mandatory, check_in_secret)
SELECT id, gen_random_uuid(), id, 1, 'Session', opened_at + interval '30 days', 480, zone, '', '', true, 'x'
FROM courses_delivery;
INSERT INTO courses_teachingauthority (id, person_id, programme_id, valid_from, source)
SELECT n, n, {programme}, '1999-01-01', 'benchmark' FROM generate_series(1, 23000) n;
INSERT INTO courses_trainercredit (delivery_id, person_id, role, minutes, minutes_without_right,
    minutes_in_all, taught_from, taught_through, credited_at)
SELECT id, (id - 1) % 23000 + 1, 'lead', 480, 0, 480, opened_at + interval '30 days',
    opened_at + interval '30 days', closed_at
FROM courses_delivery
UNION ALL
SELECT id, (id - 1) % 23000 + 2, 'co-trainer', 240, 0, 480, opened_at + interval '30 days',
    opened_at + interval '30 days', closed_at
FROM courses_delivery WHERE id % 3 = 0 AND (id - 1) % 23000 BETWEEN 3 AND 22990;
INSERT INTO courses_sessionrole (id, session_id, person_id, role, given_at)
SELECT row_number() OVER (ORDER BY id), delivery_id, person_id, role, credited_at - interval '60 days'
FROM courses_trainercredit;
INSERT INTO courses_sessionright (role_id, authority_id, source, reason, "on", checked_at)
SELECT id, person_id, 'benchmark', '', given_at, given_at FROM courses_sessionrole;
INSERT INTO courses_enrolment (id, uid, person_id, programme_id, role, delivery_id, country, enrolled_at)
SELECT n, gen_random_uuid(), n, {programme}, 'manager',
    CASE WHEN n <= 23000 THEN (n - 2) / 3 + 1 ELSE n % 85000 + 1 END, 'AT', '2000-01-01'
FROM generate_series(2, 1870000) n;
INSERT INTO courses_enrolment (id, uid, person_id, programme_id, role, delivery_id, country, enrolled_at)
SELECT 2000000 + n, gen_random_uuid(), n, {programme}, 'manager', (n * 7 + 13) % 85000 + 1, 'AT',
    '2000-01-01'
FROM generate_series(23001, 1700000, 34) n ON CONFLICT DO NOTHING;
INSERT INTO courses_enrolmentstep (enrolment_id, kind, reason, basis, at)
SELECT id, 'enrolled', '', '{{}}', enrolled_at FROM courses_enrolment;
INSERT INTO courses_enrolmentstep (enrolment_id, kind, reason, basis, at, counted_on)
SELECT place.id, CASE WHEN person_id <= 1700000 THEN 'completed' ELSE 'not completed' END, '', '{{}}',
    closed_at, CASE WHEN person_id <= 1700000 THEN closed_at::date END
FROM courses_enrolment place JOIN courses_delivery delivery ON delivery.id = place.delivery_id;
