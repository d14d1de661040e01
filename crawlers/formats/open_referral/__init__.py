"""Open Referral UK and HSDS: services, and their timetables."""
